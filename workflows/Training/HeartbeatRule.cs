namespace ServerlessML.Workflows.Training;

/// <summary>When an attempt counts as lost.</summary>
public static class HeartbeatRule
{
    /// <summary>
    /// A queued attempt is waiting for a runner, which may take as long as the deadline. A runner that has ended has sent its event, which
    /// may be on its way. Otherwise silence for longer than the heartbeat means that the runner is gone.
    /// </summary>
    public static bool IsLost(JobHeartbeat last, int attempt, DateTime now, TimeSpan heartbeat) =>
        last.Attempt == attempt
        && last.State is not "queued" and not "completed" and not "failed" and not "cancelled"
        && now - last.At.UtcDateTime > heartbeat;
}
