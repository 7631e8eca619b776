namespace ServerlessML.Functions.Api;

/// <summary>Of a word to a rollout.</summary>
public sealed record OrderBody
{
    public required string Reason { get; init; }
}
