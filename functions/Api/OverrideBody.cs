namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/runs/{runId}/override</c> takes. Who accepts the batch is told by the token.</summary>
public sealed record OverrideBody
{
    /// <summary>The digest of the validation report that was read.</summary>
    public required Digest Report { get; init; }
    public required string Reason { get; init; }

    /// <summary>Whether later batches are compared with this one and trained on together with it.</summary>
    public bool Baseline { get; init; }
}
