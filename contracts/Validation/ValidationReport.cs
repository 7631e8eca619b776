namespace ServerlessML.Contracts;

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
    public DatasetProfile? Profile { get; init; }
}
