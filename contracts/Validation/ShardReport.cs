namespace ServerlessML.Contracts.Validation;

/// <summary>What validation found in one file.</summary>
public sealed record ShardReport
{
    public required string File { get; init; }
    public required long Rows { get; init; }
    public long Duplicates { get; init; }
    public IReadOnlyList<RuleViolation> Violations { get; init; } = [];

    /// <summary>Null when the file could not be read.</summary>
    public DatasetProfile? Profile { get; init; }

    /// <summary>Time spent on reading and checking, in seconds.</summary>
    public double Seconds { get; init; }
}
