namespace ServerlessML.Functions.Api;

/// <summary>The body of a command to a rollout.</summary>
public sealed record OrderBody
{
    public required string Reason { get; init; }
}
