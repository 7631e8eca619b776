using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Functions.Evaluation;

/// <summary>What a run is judged by: its own definition's policy, or the stricter of that and the one that the pipeline has now.</summary>
/// <param name="Definition">The run's, with the policy that holds.</param>
/// <param name="Changed">Where the two differ; empty where they do not.</param>
/// <param name="Gate">The gate's limits that the pipeline has now; null where they are the run's.</param>
public sealed record PolicyInForce(PipelineDefinition Definition, IReadOnlyList<DifferentField> Changed, EvaluationSettings? Gate = null)
{
    private const string ApprovalPath = "approval.";
    private const string GatePath = "evaluation.";
    private const string RolloutPath = "rollout.";

    /// <summary>Null where it is the definition's own.</summary>
    public ApprovalPolicy? Approval => Changed.Count == 0 ? null : Definition.Approval;

    /// <summary>Null where it is the definition's own.</summary>
    public RolloutPolicy? Rollout => IsChanged(Changed, RolloutPath) ? Definition.Rollout : null;

    /// <summary>The stricter verdict of both gates.</summary>
    public Verdict Decide(EvaluationReport report, TrainingCost? cost)
    {
        var own = PromotionGate.Decide(Definition, report, cost);
        if (Gate is null)
        {
            return own;
        }

        var now = PromotionGate.Decide(Definition with { Evaluation = Gate }, report, cost);
        return new()
        {
            Outcome =
                own.Outcome == VerdictOutcome.Reject || now.Outcome == VerdictOutcome.Reject ? VerdictOutcome.Reject
                : own.Outcome == VerdictOutcome.Ask || now.Outcome == VerdictOutcome.Ask ? VerdictOutcome.Ask
                : VerdictOutcome.Promote,
            Reasons =
            [
                .. own.Reasons,
                .. now.Reasons.Except(own.Reasons).Select(reason => reason with { Message = $"by the policy of now, {reason.Message}" }),
            ],
        };
    }

    public string? Remark =>
        Changed.Count == 0
            ? null
            : $"the pipeline's policy was changed since the run began, and the stricter holds in each rule: {PolicyDifference.Text(Changed)}";

    public static async Task<PolicyInForce> OfAsync(PipelineStore pipelines, PipelineDefinition started, CancellationToken cancellation)
    {
        PipelineDefinition? now;
        try
        {
            now = (await pipelines.FindAsync(started.Name, cancellation))?.Definition;
        }
        catch (PipelineFormatException)
        {
            now = null;
        }

        return Of(started, now);
    }

    /// <param name="started">The run's.</param>
    /// <param name="now">The pipeline's; null where it has none that can be read.</param>
    public static PolicyInForce Of(PipelineDefinition started, PipelineDefinition? now)
    {
        var changed = now is null ? [] : PolicyDifference.Between(started, now);
        if (changed.Count == 0)
        {
            return new(started, []);
        }

        var policy = ApprovalPolicy.Stricter(started.Approval, now!.Approval);
        // What a person has not seen together, the limits of both, a person looks at.
        return new(
            started with
            {
                Approval = changed.All(field => field.Path.StartsWith(ApprovalPath, StringComparison.Ordinal)) ? policy : policy.Asked(),
                Rollout = IsChanged(changed, RolloutPath) ? RolloutPolicy.Stricter(started.Rollout, now.Rollout) : started.Rollout,
            },
            changed,
            IsChanged(changed, GatePath) ? now.Evaluation : null
        );
    }

    private static bool IsChanged(IReadOnlyList<DifferentField> changed, string path) =>
        changed.Any(field => field.Path.StartsWith(path, StringComparison.Ordinal));
}
