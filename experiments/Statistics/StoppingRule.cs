namespace ServerlessML.Experiments.Statistics;

/// <summary>How a group-sequential design spends its false alarms over the looks.</summary>
public enum StoppingRule
{
    /// <summary>Bounds in proportion to 1/√fraction (O'Brien and Fleming 1979); all looks must be planned.</summary>
    OBrienFleming,

    /// <summary>Spending of that shape (Lan and DeMets 1983); looks may fall anywhere.</summary>
    OBrienFlemingSpending,

    /// <summary>Spending that gives nearly level bounds (Lan and DeMets 1983).</summary>
    PocockSpending,
}
