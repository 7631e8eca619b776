using ServerlessML.Experiments.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Judges the looks of a past rollout under another policy. Pure. What was seen depends on the weights that were served, so the steps are
/// those that were: it tells when the policy would have turned back or gone on, not what the traffic would then have shown.
/// </summary>
public static class RolloutBacktest
{
    /// <param name="policy">Asked about; its steps' bakes count by position, the last one's for steps beyond.</param>
    /// <param name="looks">Of one rollout, in order.</param>
    public static IReadOnlyList<BacktestMove> Run(RolloutPolicy policy, IReadOnlyList<RolloutLook> looks)
    {
        List<BacktestMove> judged = [];
        var (before, evidence, ended) = (RolloutEvidence.None, RolloutEvidence.None, false);
        foreach (var look in looks)
        {
            if (judged.Count > 0 && (judged[^1].Look.Step, judged[^1].Look.Phase) != (look.Step, look.Phase))
            {
                // What was seen before the first step is about something else.
                (before, evidence, ended) = (judged[^1].Look.Phase is null ? evidence : RolloutEvidence.None, RolloutEvidence.None, false);
            }

            var verdict = LookJudge.Judge(policy, look, before, evidence);
            (evidence, ended) = (verdict.Evidence, ended || verdict.Ended);
            judged.Add(
                new(
                    look,
                    verdict,
                    verdict.Outcome == LookOutcome.Failure ? RolloutMove.Back : Next(policy, looks, look, verdict with { Ended = ended })
                )
            );
        }

        return judged;
    }

    private static RolloutMove Next(RolloutPolicy policy, IReadOnlyList<RolloutLook> looks, RolloutLook look, LookVerdict verdict) =>
        RolloutMoves.Next(policy, Progress(policy, looks.First(one => one.Phase is null == look.Phase is null), look), verdict, look.At);

    private static RolloutProgress Progress(RolloutPolicy policy, RolloutLook first, RolloutLook look) =>
        new()
        {
            Ramp = new()
            {
                RunId = look.RunId,
                Deployment = look.Deployment,
                Version = 0,
                Policy = policy,
                Capture = 0,
            },
            Phase = look.Phase,
            Step = Math.Min(look.Step, policy.Steps.Count - 1),
            Revision = look.Revision,
            Began = first.StepBegan,
            StepBegan = look.StepBegan,
            Looks = look.Number,
        };
}
