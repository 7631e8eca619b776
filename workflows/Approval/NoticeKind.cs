namespace ServerlessML.Workflows.Approval;

/// <summary>What people are told of.</summary>
public enum NoticeKind
{
    Waiting,
    Reminder,
    Escalation,
    Decision,
    Expiry,
}
