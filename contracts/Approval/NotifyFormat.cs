namespace ServerlessML.Contracts;

/// <summary>What a webhook takes.</summary>
public enum NotifyFormat
{
    Json,
    Slack,
    Teams,
}
