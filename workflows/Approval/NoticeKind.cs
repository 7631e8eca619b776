namespace ServerlessML.Workflows.Approval;

/// <summary>What people are told of.</summary>
public enum NoticeKind
{
    Waiting,
    Reminder,
    Escalation,
    Decision,
    Expiry,

    /// <summary>A rollout holds, asks or is paused, and goes back by itself at a time.</summary>
    Hold,

    /// <summary>A rollout ended with the traffic where it was before.</summary>
    TurnedBack,

    /// <summary>A batch broke rules, and its run waits for an override.</summary>
    Quarantine,
}
