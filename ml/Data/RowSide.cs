namespace ServerlessML.Ml.Data;

/// <summary>The part of a dataset that a row falls into.</summary>
public enum RowSide
{
    Train,
    Held,

    /// <summary>Too close in time to what is held out.</summary>
    Neither,
}
