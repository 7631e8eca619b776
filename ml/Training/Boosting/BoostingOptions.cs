namespace ServerlessML.Ml.Training.Boosting;

/// <summary>What the trees of the <c>xgboost</c> recipe are grown by, in XGBoost's terms.</summary>
public sealed record BoostingOptions
{
    /// <summary>Most trees.</summary>
    public int Rounds { get; init; } = 200;

    /// <summary>Most splits from a tree's root to a leaf.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>Share of the rows that a tree is grown on.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>Share of the columns that a tree is grown on.</summary>
    public double ColumnSample { get; init; } = 1;

    public CategoryOrder CategoryOrder { get; init; } = CategoryOrder.Frequency;

    /// <summary>L2 regularisation of the leaves.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Least sum of second derivatives in a leaf.</summary>
    public double MinChildWeight { get; init; } = 1;
}
