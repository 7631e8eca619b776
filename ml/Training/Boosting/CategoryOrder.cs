namespace ServerlessML.Ml.Training.Boosting;

/// <summary>How the categories of a column are numbered for trees.</summary>
public enum CategoryOrder
{
    /// <summary>Rare ones first. Knows nothing of the label, so that deep trees cannot take its noise for a rule.</summary>
    Frequency,

    /// <summary>Ascending by the mean label of their rows; for several classes along the axis on which their shares differ most.</summary>
    Label,
}
