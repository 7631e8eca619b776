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

    /// <summary>A pipeline's definition was put.</summary>
    public const string Define = "define";

    /// <summary>A pipeline's definition was put, and its policy is another than before.</summary>
    public const string Policy = "policy";

    /// <summary>A pipeline's schema was changed to have a batch as it is.</summary>
    public const string Schema = "schema";

    /// <summary>A gateway's key was made, in place of one of its name.</summary>
    public const string MakeKey = "make-key";
    public const string RemoveKey = "remove-key";

    /// <summary>A person's token was made on the machine, in place of one of theirs.</summary>
    public const string MakeToken = "make-token";
    public const string RevokeToken = "revoke-token";

    // What people tell a rollout under way.
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Skip = "skip";
    public const string Abort = "abort";

    public static string Of(DecisionKind kind) => kind.ToString().ToLowerInvariant();
}
