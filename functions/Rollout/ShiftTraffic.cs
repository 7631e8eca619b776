using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>Writes the traffic plan of one step, unless somebody else has changed the plan since the step before.</summary>
public sealed class ShiftTraffic(TrafficPlans plans, TrafficRouting routing, ModelRegistry models, TimeProvider time)
{
    [Function(nameof(ShiftTraffic))]
    public async Task<Shifted> RunAsync([ActivityTrigger] ShiftRequest request, CancellationToken cancellation)
    {
        var arms = await ReleaseArms.ForAsync(
            models,
            request.Deployment,
            request.Version,
            request.Champion,
            request.Weight,
            cancellation,
            request.Phase == RolloutPhase.Aa
        );
        var shadow = request.Shadow is { } share ? await ShadowAsync(request, share, cancellation) : null;
        var plan = await plans.ChangeAsync(
            request.Deployment,
            request.ChangeId,
            current =>
                current?.ChangeId != request.Follows
                    ? null
                    : new()
                    {
                        Deployment = request.Deployment,
                        Revision = 0,
                        Salt = "",
                        Arms = arms,
                        Shadows = Beside(current, shadow),
                        Capture = request.Capture,
                        By = request.RunId,
                        Reason = request.Reason,
                        ChangeId = request.ChangeId,
                        UpdatedAt = time.GetUtcNow(),
                    },
            cancellation
        );
        plan = plan is null ? null : await routing.ApplyAsync(plan, cancellation);
        return plan?.ChangeId == request.ChangeId
            ? new() { Revision = plan.Revision }
            : new()
            {
                Revision = plan?.Revision ?? 0,
                OvertakenBy = plan is null ? "the traffic plan was deleted" : $"{plan.By} changed the plan: {plan.Reason}",
            };
    }

    private async Task<TrafficShadow> ShadowAsync(ShiftRequest request, double share, CancellationToken cancellation)
    {
        var model = await models.GetAsync(request.Deployment, request.Version, cancellation);
        return new()
        {
            Version = request.Version,
            Model = model.Model,
            Profile = model.Profile,
            Answers = model.Answers,
            Columns = model.Columns,
            Share = share,
            By = request.RunId,
        };
    }

    // Null leaves the deployment's own shadows as they are, and no other.
    private static List<TrafficShadow>? Beside(TrafficPlan? current, TrafficShadow? shadow) =>
        shadow is null ? null : [.. (current?.Shadows ?? []).Where(other => other.By is null && other.Version != shadow.Version), shadow];
}
