using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Workflows.Cancellation;

/// <summary>What came of stopping a run.</summary>
public sealed record StopReport
{
    public required CancelOutcome Outcome { get; init; }

    /// <summary>What the run had begun to move in the moment that it was stopped.</summary>
    public SettleRequest? GiveBack { get; init; }
}
