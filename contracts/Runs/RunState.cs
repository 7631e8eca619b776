namespace ServerlessML.Contracts.Runs;

/// <summary>How a run can stand; the words of <see cref="RunManifest.State"/>.</summary>
public static class RunState
{
    public const string Running = "running";
    public const string Completed = "completed";

    /// <summary>The batch broke a rule, the gate or a person said no, or the rollout was turned back: an expected end.</summary>
    public const string Rejected = "rejected";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
