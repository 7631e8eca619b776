namespace ServerlessML.Workflows.Approval;

/// <summary>Send a notice to one webhook.</summary>
public sealed record SendRequest
{
    public required Notice Notice { get; init; }
    public required NotifyTarget Target { get; init; }
}
