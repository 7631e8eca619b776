namespace ServerlessML.Contracts.Validation;

/// <summary>What a batch may look like beyond its columns' own rules.</summary>
public sealed record ValidationRules
{
    public int MinRows { get; init; } = 100;

    /// <summary>Largest share of the batch's rows that repeat an earlier row of their file, 0 to 1.</summary>
    public double MaxDuplicates { get; init; } = 1;

    /// <summary>How far columns may move; null: as the defaults are, unless <see cref="MaxDrift"/> is set.</summary>
    public DriftRules? Drift { get; init; }

    /// <summary>
    /// Largest population stability index of a column against the champion's training profile, in place of <see cref="Drift"/>; until
    /// June 2027.
    /// </summary>
    public double? MaxDrift { get; init; }

    /// <summary>Longest text of a cell, in bytes.</summary>
    public int MaxCellBytes { get; init; } = 65_536;

    /// <summary>Rules of the values, and of the columns as a whole; null for none.</summary>
    public IReadOnlyList<Expectation>? Expectations { get; init; }

    /// <summary>What a batch that is not as the schema has it comes to; null: a remark.</summary>
    public RuleSeverity? Schema { get; init; }

    /// <summary>Null: as the defaults are.</summary>
    public AnomalyRules? Anomalies { get; init; }

    /// <summary>Null: a batch that breaks a rule ends its run at once.</summary>
    public OverridePolicy? Override { get; init; }
}
