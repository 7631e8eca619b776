namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>A timer that has not fired yet.</summary>
internal sealed record TimerRow(long Key, string InstanceId, long Execution, int TaskId, DateTime At)
{
    /// <summary>The task id of the timer that starts an instance at a later time.</summary>
    public const int Start = -1;
}
