namespace ServerlessML.Workflows.Approval;

/// <summary>When an approval reminds, escalates and expires.</summary>
internal sealed class ApprovalTimes(ApprovalPolicy policy, DateTimeOffset since)
{
    public DateTimeOffset ExpiresAt { get; } = since + policy.Expires;

    public DateTimeOffset? EscalatesAt { get; } = since + policy.Escalate?.After;

    /// <summary>
    /// The next whole period from the beginning; those that passed while nothing ran are one reminder, not many. Null when it expires
    /// before.
    /// </summary>
    public DateTimeOffset? NextReminder(DateTimeOffset now)
    {
        if (policy.Remind is not { } every || every <= TimeSpan.Zero)
        {
            return null;
        }

        var next = since + (((now - since).Ticks / every.Ticks) + 1) * every;
        return next < ExpiresAt ? next : null;
    }

    public ApprovalProgress Progress(ApprovalQuorum quorum, bool escalated, DateTimeOffset? remindsAt) =>
        new()
        {
            Quorum = quorum,
            Since = since,
            ExpiresAt = ExpiresAt,
            EscalatesAt = EscalatesAt,
            EscalatesTo = policy.Escalate?.To,
            Escalated = escalated,
            RemindsAt = remindsAt,
        };
}
