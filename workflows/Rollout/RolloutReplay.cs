using ServerlessML.Experiments.Rollout;
using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Workflows.Rollout;

/// <summary>The decisions of a rollout from its looks alone. Pure, so that a rollout that is over can be decided again under another policy.</summary>
public static class RolloutReplay
{
    /// <param name="policy">Whose limits hold.</param>
    /// <param name="look">As it was kept.</param>
    /// <param name="before">Evidence of the steps before.</param>
    /// <param name="last">Evidence of the look before, of the same step.</param>
    public static RolloutVerdict Judge(RolloutPolicy policy, LookRecord look, RolloutEvidence before, RolloutEvidence last) => look.Phase is { } phase
        ? RolloutPhases.Judge(policy, phase, look)
        : EvidenceJudge.Judge(policy, LookOf(policy, look, before, last));

    internal static RolloutLook LookOf(RolloutPolicy policy, LookRecord look, RolloutEvidence before, RolloutEvidence last) => new()
    {
        Share = look.Share, Control = look.Control, Treated = look.Treated, Before = before, Last = last, Unavailable = look.Unavailable,
        Steps = Math.Max(1, policy.Steps.Count(step => step.Weight < 100)),
    };

    public static RolloutMove Next(RolloutPolicy policy, RolloutProgress progress, RolloutVerdict verdict, DateTimeOffset now)
    {
        if (progress.Skipped is not null)
        {
            return RolloutMove.Advance;
        }

        if (progress.Paused is not null)
        {
            return RolloutMove.Hold;
        }

        var length = progress.Phase is { } phase ? RolloutPhases.Length(policy, phase) : policy.Steps[progress.Step].Bake;
        var isBaked = now >= progress.StepBegan!.Value + length;
        if (verdict.Outcome == LookOutcome.Success)
        {
            return isBaked ? RolloutMove.Advance : RolloutMove.Hold;
        }

        // The horizon is the experiment's: a look that saw no traffic, or arms that cannot be compared, shows nothing to accept.
        if (progress.Phase is not null || policy.Experiment is not { } experiment || !IsPast(progress, experiment, verdict.Evidence, now))
        {
            return RolloutMove.Hold;
        }

        return experiment.AtHorizon switch
        {
            HorizonRule.RollBack => RolloutMove.Back,
            HorizonRule.Accept when isBaked && OnlyExperimentIsOpen(verdict) => RolloutMove.Advance,
            _ => RolloutMove.Hold,
        };
    }

    /// <summary>Whether the rollout waits for a person.</summary>
    public static bool Asks(RolloutPolicy policy, RolloutProgress progress, DateTimeOffset now) =>
        policy.Experiment is { AtHorizon: HorizonRule.Ask } experiment && progress.Looks > 0 && IsPast(progress, experiment, progress.Evidence, now);

    // A design that has made its last analysis has nothing more to show: that is its horizon.
    private static bool IsPast(RolloutProgress progress, ExperimentPolicy experiment, RolloutEvidence evidence, DateTimeOffset now) =>
        (progress.Began is { } began && now >= began + experiment.Horizon) || DesignJudge.HasEnded(evidence);

    private static bool OnlyExperimentIsOpen(RolloutVerdict verdict) =>
        verdict.Reasons.Where(reason => !reason.Holds).All(reason => reason.Measure.StartsWith("experiment:", StringComparison.Ordinal));
}
