namespace ServerlessML.Contracts.Validation;

/// <summary>The batch's report: what the fan-out found, joined.</summary>
public sealed record ValidationReport
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }
    public required bool Accepted { get; init; }
    public required long Rows { get; init; }
    public required int Files { get; init; }
    public long Duplicates { get; init; }
    public IReadOnlyList<RuleViolation> Violations { get; init; } = [];
    public IReadOnlyList<ColumnDrift> Drift { get; init; } = [];

    /// <summary>Figures that are unlike the accepted batches before; null for none.</summary>
    public IReadOnlyList<FigureAnomaly>? Anomalies { get; init; }

    /// <summary>The version of the schema that the batch was held against; null before there was one.</summary>
    public int? SchemaVersion { get; init; }

    /// <summary>Where the batch is not as the schema has it; null for nowhere.</summary>
    public IReadOnlyList<SchemaDifference>? SchemaDifferences { get; init; }
    public DatasetProfile? Profile { get; init; }
}

/// <summary>How far a column has moved from the baseline.</summary>
public sealed record ColumnDrift
{
    public required string Column { get; init; }

    /// <summary>Population stability index: below 0.1 stable, above 0.25 significant.</summary>
    public required double Psi { get; init; }

    /// <summary>Jensen-Shannon distance, base 2, 0 to 1.</summary>
    public required double JensenShannon { get; init; }

    /// <summary>What decides: <c>wasserstein</c>, in deviations of the baseline, or <c>jensen-shannon</c>; null in older reports.</summary>
    public string? Measure { get; init; }

    /// <summary>How far it has moved by that measure; null in older reports.</summary>
    public double? Distance { get; init; }

    /// <summary>The distance from which on it has moved; null in older reports.</summary>
    public double? Limit { get; init; }

    /// <summary>
    /// The chance of so much by a baseline of at most a thousand rows alone, corrected for the number of columns; null for larger ones,
    /// where everything is significant.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Null in older reports.</summary>
    public bool? Moved { get; init; }
}
