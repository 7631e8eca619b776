using ServerlessML.Contracts;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>What <c>POST /api/runs/{runId}/decision</c> takes. Who decides is told by the token.</summary>
public sealed record DecisionBody
{
    /// <summary>The digest of the evidence that was read.</summary>
    public required Digest Evidence { get; init; }
    public required bool Approved { get; init; }
    public string? Comment { get; init; }
}
