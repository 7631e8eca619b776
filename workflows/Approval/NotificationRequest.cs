namespace ServerlessML.Workflows.Approval;

/// <summary>What starts a notification.</summary>
public sealed record NotificationRequest
{
    public required Notice Notice { get; init; }
    public required IReadOnlyList<NotifyTarget> Targets { get; init; }
}
