namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/runs</c> takes.</summary>
public sealed record StartRunBody
{
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }
}
