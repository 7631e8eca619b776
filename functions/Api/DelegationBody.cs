namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/runs/{runId}/delegation</c> takes.</summary>
public sealed record DelegationBody
{
    /// <summary>The person's identity, as their token says it: <c>ann@local</c>.</summary>
    public required string To { get; init; }
    public string? Comment { get; init; }
}
