using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Workflows.Rollout;

/// <summary>
/// Judges the looks of a past rollout under another policy. Pure. What was seen depends on the weights that were served, so the steps are those that were:
/// it tells when the policy would have turned back or gone on, not what the traffic would then have shown.
/// </summary>
public static class RolloutBacktest
{
    /// <param name="policy">Asked about; its steps' bakes count by position, the last one's for steps beyond.</param>
    /// <param name="looks">Of one rollout, in order.</param>
    public static IReadOnlyList<BacktestLook> Run(RolloutPolicy policy, IReadOnlyList<LookRecord> looks)
    {
        List<BacktestLook> judged = [];
        var (before, evidence) = (RolloutEvidence.None, RolloutEvidence.None);
        foreach (var look in looks)
        {
            if (judged.Count > 0 && (judged[^1].Look.Step, judged[^1].Look.Phase) != (look.Step, look.Phase))
            {
                // What was seen before the first step is about something else.
                (before, evidence) = (judged[^1].Look.Phase is null ? evidence : RolloutEvidence.None, RolloutEvidence.None);
            }

            var verdict = RolloutReplay.Judge(policy, look, before, evidence);
            evidence = verdict.Evidence;
            judged.Add(new(look, verdict, verdict.Outcome == LookOutcome.Failure ? RolloutMove.Back : Next(policy, looks, look, verdict)));
        }

        return judged;
    }

    private static RolloutMove Next(RolloutPolicy policy, IReadOnlyList<LookRecord> looks, LookRecord look, RolloutVerdict verdict) =>
        RolloutReplay.Next(policy, Progress(policy, looks.First(one => one.Phase is null == look.Phase is null), look), verdict, look.At);

    private static RolloutProgress Progress(RolloutPolicy policy, LookRecord first, LookRecord look) => new()
    {
        Ramp = new() { RunId = look.RunId, Deployment = look.Deployment, Version = 0, Policy = policy, Capture = 0 },
        Phase = look.Phase, Step = Math.Min(look.Step, policy.Steps.Count - 1), Revision = look.Revision, Began = first.StepBegan, StepBegan = look.StepBegan, Looks = look.Number,
    };
}
