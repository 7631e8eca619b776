namespace ServerlessML.Contracts;

/// <summary>How an approval stands, and what will happen when if nobody does anything.</summary>
public sealed record ApprovalProgress
{
    public required ApprovalQuorum Quorum { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null when it does not escalate.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }
    public string? EscalatesTo { get; init; }
    public bool Escalated { get; init; }
    public DateTimeOffset? RemindsAt { get; init; }
}
