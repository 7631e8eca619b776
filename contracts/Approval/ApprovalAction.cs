namespace ServerlessML.Contracts.Approval;

/// <summary>What can happen to an approval and to what it lets through; the words of the audit log.</summary>
public static class ApprovalAction
{
    public const string Remind = "remind";
    public const string Escalate = "escalate";
    public const string Expire = "expire";
    public const string Cancel = "cancel";
    public const string Promote = "promote";

    /// <summary>A rollout that did not go well gave the traffic back.</summary>
    public const string Restore = "restore";
    public const string Rollback = "rollback";

    // What people tell a rollout under way.
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Skip = "skip";
    public const string Abort = "abort";

    public static string Of(DecisionKind kind) => kind.ToString().ToLowerInvariant();
}
