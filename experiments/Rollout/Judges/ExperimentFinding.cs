namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>What an experiment shows at one look.</summary>
/// <param name="Outcome">Success: shown. Failure: the contrary is shown.</param>
/// <param name="Value">As the reason has it.</param>
/// <param name="Limit">Held against it.</param>
/// <param name="Message">For people.</param>
internal sealed record ExperimentFinding(LookOutcome Outcome, double Value, double Limit, string Message)
{
    /// <summary>The look before's evidence with what the method adds for the step's next look; null where it keeps nothing.</summary>
    public RolloutEvidence? Kept { get; init; }

    /// <summary>The method has nothing more to show, whatever comes.</summary>
    public bool Ended { get; init; }
}
