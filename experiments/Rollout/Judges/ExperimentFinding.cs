namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>What an experiment shows at one look.</summary>
/// <param name="Outcome">Success: shown. Failure: the contrary is shown.</param>
/// <param name="Value">As the reason has it.</param>
/// <param name="Limit">Held against it.</param>
/// <param name="Message">For people.</param>
internal sealed record ExperimentFinding(LookOutcome Outcome, double Value, double Limit, string Message)
{
    /// <summary>For the step's next look; null where the method keeps none.</summary>
    public IReadOnlyList<DesignAnalysis>? Analyses { get; init; }

    /// <summary>For the step's next look; null where the method keeps none.</summary>
    public CanarySeries? Canary { get; init; }
}
