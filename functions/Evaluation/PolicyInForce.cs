using ServerlessML.Contracts.Approval;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Functions.Evaluation;

/// <summary>What a run is judged by: its own definition's policy, or the stricter of that and the one that the pipeline has now.</summary>
/// <param name="Definition">The run's, with the policy that holds.</param>
/// <param name="Changed">Where the two differ; empty where they do not.</param>
public sealed record PolicyInForce(PipelineDefinition Definition, IReadOnlyList<DifferentField> Changed)
{
    private const string ApprovalPath = "approval.";

    /// <summary>Null where it is the definition's own.</summary>
    public ApprovalPolicy? Approval => Changed.Count == 0 ? null : Definition.Approval;

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
        // Limits of the gate and of the rollout have no stricter one in general: a person looks at both.
        return new(
            started with
            {
                Approval = changed.All(field => field.Path.StartsWith(ApprovalPath, StringComparison.Ordinal)) ? policy : policy.Asked(),
            },
            changed
        );
    }
}
