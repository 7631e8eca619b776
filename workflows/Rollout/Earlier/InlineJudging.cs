using Microsoft.DurableTask;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Workflows.Rollout.Earlier;

/// <summary>
/// Looks and evaluations that the orchestration judges itself. An execution that began before December 2026 has them in its history, and
/// ends with them; it goes when none of those is left, in June 2027, with the activity ReadArms, the evidence in
/// <see cref="RolloutProgress"/>, and the reference to experiments/.
/// </summary>
internal static class InlineJudging
{
    private const double SliceAlpha = 0.05;
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);

    public static async Task<LookVerdict> LookAsync(TaskOrchestrationContext context, ArmsRequest request, RolloutProgress now)
    {
        var look = await context.CallAsync(Stages.ReadArms, request);
        var verdict = LookJudge.Judge(now.Ramp.Policy, look, now.Before, now.Evidence);
        return verdict with { Ended = verdict.Evidence.Analyses is [.., { Fraction: >= 1, Finding: ShownDirection.Inconclusive }] };
    }

    private static readonly UnprovenPolicy AsBefore = new()
    {
        Otherwise = UnprovenRule.Reject,
        Checks = new[]
        {
            QualityMeasure.Skill,
            QualityMeasure.CalibrationSlope,
            QualityMeasure.ObservedToExpected,
            QualityMeasure.Bias,
            "slice-loss",
            "parity",
            "odds",
        }.ToDictionary(check => check, _ => UnprovenRule.Accept),
    };

    /// <summary>Judges an evaluation whose activity did not, as it was judged then: by values, not by intervals.</summary>
    public static Verdict Gate(PipelineDefinition definition, EvaluationReport evaluation, TrainingCost cost) =>
        PromotionGate.Decide(
            definition with
            {
                Evaluation = definition.Evaluation with { Unproven = AsBefore },
            },
            evaluation with
            {
                Rows = long.MaxValue,
                Candidate = evaluation.Candidate with
                {
                    Measures = evaluation.Candidate.Measures.ToDictionary(
                        pair => pair.Key,
                        pair => new MeasureScore(pair.Value.Value, pair.Value.Value, pair.Value.Value)
                    ),
                },
                Differences = evaluation.Differences.ToDictionary(pair => pair.Key, pair => At(pair.Value)),
                // A loss counted where it was more than chance.
                Slices =
                [
                    .. evaluation.Slices.Select(slice =>
                        slice.Difference is { } known
                            ? slice with
                            {
                                Rows = long.MaxValue,
                                Difference = slice.AdjustedPValue < SliceAlpha ? At(known) : new(known.Difference),
                            }
                            : slice
                    ),
                ],
            },
            cost
        );

    private static MeasureDifference At(MeasureDifference known) => new(known.Difference, known.Difference, known.Difference);

    /// <returns>What the next look is to be told, since no kept look has it; null for nothing.</returns>
    public static RolloutEvidence? Carried(RolloutEvidence evidence) =>
        evidence is { Logs.Count: 0, Analyses: null, Canary: null } ? null : evidence;

    /// <param name="policy">The rollout's.</param>
    /// <param name="now">By the orchestration's clock.</param>
    /// <param name="baked">When the step has baked.</param>
    /// <param name="length">How long it bakes.</param>
    public static DateTime NextLook(RolloutPolicy policy, DateTime now, DateTime baked, TimeSpan length)
    {
        var period = policy.LookEvery ?? (length > ShortestPeriod ? length : ShortestPeriod);
        var next = now + (period > ShortestLook ? period : ShortestLook);
        return baked > now && baked < next ? baked : next;
    }
}
