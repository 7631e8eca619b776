using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>An operator's way back: plan and aliases at once, whatever an orchestration is doing.</summary>
public sealed class Release(TrafficPlans plans, TrafficRouting routing, ModelRegistry models, TimeProvider time)
{
    /// <exception cref="RefusedException">There is nothing to go back to, or no such version.</exception>
    public async Task<TrafficPlan> RollBackAsync(
        DurableTaskClient client,
        string deployment,
        int? version,
        string by,
        string reason,
        string changeId,
        CancellationToken cancellation
    )
    {
        var current = await plans.FindAsync(deployment, cancellation)
            ?? throw RefusedException.NotFound($"The deployment '{deployment}' has no traffic plan, so there is nothing to roll back.");
        // Asked again after the plan was written: what comes after it may have been lost with the first answer.
        var plan = current.ChangeId == changeId ? current : await ChangeAsync(current, version, by, reason, changeId, cancellation);
        plan = await routing.ApplyAsync(plan, cancellation);
        await NameAsync(client, plan, by, reason, first: current.ChangeId != changeId, cancellation);
        return plan;
    }

    /// <summary>What a request that was killed left undone; nothing when a later change has the last word.</summary>
    /// <param name="client">The orchestrations' client.</param>
    /// <param name="plan">The rollback's.</param>
    /// <param name="by">Who rolled back.</param>
    /// <param name="reason">And why.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task FinishAsync(DurableTaskClient client, TrafficPlan plan, string by, string reason, CancellationToken cancellation)
    {
        if ((await plans.FindAsync(plan.Deployment, cancellation))?.ChangeId == plan.ChangeId)
        {
            // Keeps and applies what is there.
            await routing.ApplyAsync(
                await plans.ChangeAsync(plan.Deployment, plan.ChangeId, current => current, cancellation) ?? plan,
                cancellation
            );
            await NameAsync(client, plan, by, reason, first: false, cancellation);
        }
    }

    private async Task NameAsync(
        DurableTaskClient client,
        TrafficPlan plan,
        string by,
        string reason,
        bool first,
        CancellationToken cancellation
    )
    {
        int? stopped = null;
        await models.ChangeAliasesAsync(plan.Deployment, aliases => Back(aliases, plan, first, out stopped), cancellation);
        if (stopped is { } challenger && await models.FindAsync(plan.Deployment, challenger, cancellation) is { } ramping)
        {
            // One of the two ramps, or neither any more.
            foreach (var instance in (string[])[ramping.RunId, ModelRollout.InstanceOf(ramping.RunId)])
            {
                await client.TryRaiseEventAsync(instance, RolloutEvents.TakenOver, $"{by} rolled back: {reason}", cancellation);
            }
        }
    }

    private async Task<TrafficPlan> ChangeAsync(
        TrafficPlan current,
        int? version,
        string by,
        string reason,
        string changeId,
        CancellationToken cancellation
    )
    {
        var deployment = current.Deployment;
        var aliases = await models.AliasesAsync(deployment, cancellation);
        var target = version
            ?? (aliases.Challenger is null ? aliases.Previous : aliases.Champion)
            ?? throw RefusedException.Conflict(
                $"The deployment '{deployment}' has no earlier version to go back to. Name one by 'version'."
            );
        var model = await models.FindAsync(deployment, target, cancellation)
            ?? throw RefusedException.NotFound(
                $"The pipeline '{deployment}' has no model version {target}. GET /api/pipelines/{deployment}/models lists them."
            );
        var plan = await plans.ChangeAsync(
            deployment,
            changeId,
            before =>
                before! with
                {
                    Arms = [ReleaseArms.Of(model, TrafficPlan.WholeWeight), .. Loaded(before, target)],
                    Shadows = null,
                    By = by,
                    Reason = $"rolled back to version {target}: {reason}",
                    UpdatedAt = time.GetUtcNow(),
                },
            cancellation
        );
        return plan!;
    }

    // The others stay loaded at zero, so that rolling forward again is as quick.
    private static IEnumerable<TrafficArm> Loaded(TrafficPlan before, int target) =>
        before.Arms.Where(arm => arm.Version != target && arm.AaControl != true).Select(arm => arm with { Weight = 0 });

    private static ModelAliases Back(ModelAliases aliases, TrafficPlan plan, bool first, out int? stopped)
    {
        var target = plan.Arms[0].Version;
        // A release that took its place after this rollback is not this rollback's to stop.
        stopped = aliases.Challenger is { } challenger && (first || plan.Arms.Any(arm => arm.Version == challenger)) ? challenger : null;
        return aliases with
        {
            Champion = target,
            Previous = aliases.Champion == target ? aliases.Previous : aliases.Champion,
            Challenger = stopped is null ? aliases.Challenger : null,
        };
    }
}
