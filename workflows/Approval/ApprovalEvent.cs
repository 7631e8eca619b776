namespace ServerlessML.Workflows.Approval;

/// <summary>Something that time, not a person, did to an approval.</summary>
public sealed record ApprovalEvent
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }

    /// <summary>Names it within the run.</summary>
    public required string Key { get; init; }

    /// <summary>One of <see cref="ApprovalAction"/>.</summary>
    public required string Action { get; init; }
    public required Digest Evidence { get; init; }
    public required string What { get; init; }
    public required DateTimeOffset At { get; init; }
}
