using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers.Http;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Rollout;

/// <summary>An operator's way back: plan and aliases at once, whatever an orchestration is doing.</summary>
public sealed class Release(TrafficPlans plans, ModelRegistry models, TimeProvider time)
{
    /// <exception cref="ApiException">There is nothing to go back to, or no such version.</exception>
    public async Task<TrafficPlan> RollBackAsync(
        DurableTaskClient client, string deployment, int? version, string by, string reason, string changeId, CancellationToken cancellation)
    {
        var current = await plans.FindAsync(deployment, cancellation) ?? throw ApiException.NotFound($"The deployment '{deployment}' has no traffic plan yet.");
        // Asked again after the plan was written: what comes after it may have been lost with the first answer.
        var plan = current.ChangeId == changeId ? await plans.ApplyAsync(current, cancellation) : await ChangeAsync(current, version, by, reason, changeId, cancellation);
        int? stopped = null;
        await models.ChangeAliasesAsync(deployment, aliases => Back(aliases, plan, first: current.ChangeId != changeId, out stopped), cancellation);
        if (stopped is { } challenger && await models.FindAsync(deployment, challenger, cancellation) is { } ramping)
        {
            // One of the two ramps; an event for an orchestration that is not there is dropped.
            foreach (var instance in (string[])[ramping.RunId, ModelRollout.InstanceOf(ramping.RunId)])
            {
                await client.RaiseEventAsync(instance, RolloutEvents.TakenOver, $"{by} rolled back: {reason}", cancellation);
            }
        }

        return plan;
    }

    private async Task<TrafficPlan> ChangeAsync(TrafficPlan current, int? version, string by, string reason, string changeId, CancellationToken cancellation)
    {
        var deployment = current.Deployment;
        var aliases = await models.AliasesAsync(deployment, cancellation);
        var target = version ?? (aliases.Challenger is null ? aliases.Previous : aliases.Champion)
            ?? throw ApiException.Conflict($"The deployment '{deployment}' has no earlier version to go back to.");
        var model = await models.FindAsync(deployment, target, cancellation) ?? throw ApiException.NotFound($"The pipeline '{deployment}' has no model version {target}.");
        var plan = await plans.ChangeAsync(deployment, changeId, before => before! with
        {
            Arms = [new() { Version = target, Model = model.Model, Profile = model.Profile, Weight = TrafficPlan.WholeWeight }, .. Loaded(before, target)], Shadows = null,
            By = by, Reason = $"rolled back to version {target}: {reason}", UpdatedAt = time.GetUtcNow(),
        }, cancellation);
        return plan!;
    }

    // The others stay loaded at zero, so that rolling forward again is as quick.
    private static IEnumerable<TrafficArm> Loaded(TrafficPlan before, int target) =>
        before.Arms.Where(arm => arm.Version != target && arm.Twin != true).Select(arm => arm with { Weight = 0 });

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
