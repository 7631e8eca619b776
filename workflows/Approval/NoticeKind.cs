namespace ServerlessML.Workflows;

/// <summary>What people are told of.</summary>
public enum NoticeKind
{
    Waiting,
    Reminder,
    Escalation,
    Decision,
    Expiry,
}
