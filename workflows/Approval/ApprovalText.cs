using ServerlessML.Contracts.Identity;

namespace ServerlessML.Workflows.Approval;

/// <summary>What is missing, for people.</summary>
public static class ApprovalText
{
    /// <summary>Such as <c>1 more approver and 1 operator</c>.</summary>
    public static string Missing(ApprovalQuorum quorum)
    {
        var parts = quorum
            .Missing.Select(pair => Count(pair.Value, pair.Value < quorum.Needed.GetValueOrDefault(pair.Key), pair.Key))
            .ToList();
        if (quorum.MissingAny > 0)
        {
            parts.Add(
                Count(
                    quorum.MissingAny,
                    quorum.Given.Count > 0,
                    quorum.Needed.Count == 0 ? Role.Approver : string.Join(" or ", quorum.Needed.Keys)
                )
            );
        }

        return parts.Count == 0 ? "nobody" : string.Join(" and ", parts);
    }

    /// <summary>Such as <c>waiting for 1 more approver and 1 operator; escalates in 3 h</c>.</summary>
    public static string Waiting(ApprovalProgress progress, DateTimeOffset now)
    {
        var next =
            progress.Escalated ? $"escalated to {progress.EscalatesTo}s, expires in {Time(progress.ExpiresAt - now)}"
            : progress.EscalatesAt is { } escalates ? $"escalates in {Time(escalates - now)}"
            : $"expires in {Time(progress.ExpiresAt - now)}";
        return $"waiting for {Missing(progress.Quorum)}; {next}";
    }

    public static string Did(ApprovalDecision decision) =>
        decision.What switch
        {
            DecisionKind.Approve => $"{decision.By} approved",
            DecisionKind.Reject => $"{decision.By} rejected",
            DecisionKind.Withdraw => $"{decision.By} withdrew",
            DecisionKind.Override => $"{decision.By} overrode the batch",
            _ => $"{decision.By} delegated to {decision.To}",
        };

    /// <summary>Such as <c>3 h</c>, never rounded up.</summary>
    public static string Time(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 2 } => $"{(int)time.TotalDays} d",
            { TotalHours: >= 1 } => $"{(int)time.TotalHours} h",
            { TotalMinutes: >= 1 } => $"{(int)time.TotalMinutes} min",
            _ => $"{Math.Max(0, (int)time.TotalSeconds)} s",
        };

    private static string Count(int count, bool more, string role) => $"{count} {(more ? "more " : "")}{role}{(count == 1 ? "" : "s")}";
}
