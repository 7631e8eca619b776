namespace ServerlessML.Contracts;

/// <summary>What a person decided, and about which evidence.</summary>
public sealed record ApprovalDecision
{
    public required Digest Evidence { get; init; }
    public required bool Approved { get; init; }

    /// <summary>From the caller's token, never from the request's body.</summary>
    public required string By { get; init; }
    public required string Role { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }
}
