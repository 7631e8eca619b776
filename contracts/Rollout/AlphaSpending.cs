namespace ServerlessML.Contracts;

/// <summary>How a group-sequential design spends its alpha over the analyses (Lan and DeMets 1983).</summary>
public enum AlphaSpending
{
    /// <summary>Little early, nearly all of it at the end.</summary>
    OBrienFleming,

    /// <summary>Evenly: earlier ends, less power at the last analysis.</summary>
    Pocock,
}
