namespace ServerlessML.Workflows.Approval;

/// <summary>What people are told about an approval or a rollout.</summary>
public sealed record Notice
{
    /// <summary>Names it: a receiver that gets it twice knows it by this.</summary>
    public required string Key { get; init; }
    public required NoticeKind Kind { get; init; }
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Message { get; init; }
    public required Digest Evidence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public string? By { get; init; }
    public string? Comment { get; init; }
}
