namespace ServerlessML.Contracts.Validation;

/// <summary>What validation found in one file.</summary>
public sealed record ShardReport
{
    public required string File { get; init; }
    public required long Rows { get; init; }
    public long Duplicates { get; init; }

    /// <summary>
    /// Missing values by column, of inputs, label and what the split divides by: how many may be is judged on the batch. Null when the
    /// file could not be read, and in what was recorded before December 2026, which judged each file.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Missing { get; init; }
    public IReadOnlyList<RuleViolation> Violations { get; init; } = [];

    /// <summary>What was counted for the pipeline's expectations; null where it has none, or the file could not be read.</summary>
    public IReadOnlyList<ExpectationTally>? Expectations { get; init; }

    /// <summary>Null when the file could not be read.</summary>
    public DatasetProfile? Profile { get; init; }

    /// <summary>Time spent on reading and checking, in seconds.</summary>
    public double Seconds { get; init; }
}
