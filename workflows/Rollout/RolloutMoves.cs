namespace ServerlessML.Workflows.Rollout;

/// <summary>What a rollout does after a look, from its verdict and the time alone. Pure.</summary>
public static class RolloutMoves
{
    public static RolloutMove Next(RolloutPolicy policy, RolloutProgress progress, LookVerdict verdict, DateTimeOffset now)
    {
        if (progress.Skipped is not null)
        {
            return RolloutMove.Advance;
        }

        var waits = now >= HeldUntil(policy, progress) ? RolloutMove.Back : RolloutMove.Hold;
        if (progress.Paused is not null)
        {
            return waits;
        }

        var isBaked = IsBaked(policy, progress, now);
        if (verdict.Outcome == LookOutcome.Success)
        {
            return isBaked ? RolloutMove.Advance : waits;
        }

        // The horizon is the experiment's: a look that saw no traffic, or arms that cannot be compared, shows nothing to accept.
        if (
            progress.Phase is not null
            || policy.Experiment is not { } experiment
            || !IsPast(progress with { Ended = progress.Ended || verdict.Ended }, experiment, now)
        )
        {
            return waits;
        }

        return experiment.AtHorizon switch
        {
            HorizonRule.RollBack => RolloutMove.Back,
            HorizonRule.Accept when isBaked && OnlyExperimentIsOpen(verdict) => RolloutMove.Advance,
            _ => waits,
        };
    }

    /// <summary>When a step that goes neither on nor back goes back: no hold is for ever.</summary>
    public static DateTimeOffset HeldUntil(RolloutPolicy policy, RolloutProgress progress)
    {
        var baked = Baked(policy, progress);
        var horizon = progress.Phase is null && policy.Experiment is { } experiment ? progress.Began + experiment.Horizon : null;
        return (horizon > baked ? horizon.Value : baked) + (policy.MaxHold ?? RolloutPolicy.UsualHold);
    }

    /// <summary>Whether the rollout waits for a person.</summary>
    public static bool Asks(RolloutPolicy policy, RolloutProgress progress, DateTimeOffset now) =>
        policy.Experiment is { AtHorizon: HorizonRule.Ask } experiment && progress.Looks > 0 && IsPast(progress, experiment, now);

    /// <summary>Whether the step has baked, and its last look said neither go on nor back.</summary>
    public static bool IsHeld(RolloutPolicy policy, RolloutProgress progress, DateTimeOffset now) =>
        progress.Open && IsBaked(policy, progress, now);

    // A design that has made its last analysis has nothing more to show: that is its horizon.
    private static bool IsPast(RolloutProgress progress, ExperimentPolicy experiment, DateTimeOffset now) =>
        (progress.Began is { } began && now >= began + experiment.Horizon) || progress.Ended;

    public static bool IsBaked(RolloutPolicy policy, RolloutProgress progress, DateTimeOffset now) => now >= Baked(policy, progress);

    /// <summary>When the step or phase has lasted as long as the policy says.</summary>
    public static DateTimeOffset Baked(RolloutPolicy policy, RolloutProgress progress) =>
        progress.StepBegan!.Value + (progress.Phase is { } phase ? RolloutPhases.Length(policy, phase) : policy.Steps[progress.Step].Bake);

    private static bool OnlyExperimentIsOpen(LookVerdict verdict) =>
        verdict
            .Findings.Where(finding => !finding.Holds)
            .All(finding => finding.Measure.StartsWith("experiment:", StringComparison.Ordinal));
}
