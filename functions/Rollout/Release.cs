using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// An operator's way back: plan and aliases at once, whatever an orchestration is doing. Where to is settled when a person asks, and the
/// plan is written only while it is the one that this was settled by.
/// </summary>
public sealed partial class Release(
    TrafficPlans plans,
    TrafficRouting routing,
    ModelRegistry models,
    DocumentStore documents,
    TimeProvider time
)
{
    private const int MostRaces = 20;

    /// <param name="client">The orchestrations' client.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="since">
    /// Of a request that is sent again and was not answered before: the plan's revision when it came first. What was not done then is not
    /// done to another state. Null for a new one.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// The plan that the rollback made; the one in force, which another change made, where it has the version already.
    /// </returns>
    /// <exception cref="RefusedException">There is no such version to go to, or the state is not the one that was expected.</exception>
    public async Task<TrafficPlan> RollBackAsync(
        DurableTaskClient client,
        RollbackRequest request,
        int? since,
        CancellationToken cancellation
    )
    {
        // Asked again after the plan was written: what comes after it may have been lost with the first answer.
        var current = await plans.FindAsync(request.Deployment, cancellation);
        var made =
            current?.ChangeId == request.ChangeId ? current
            : since is null ? null
            : await plans.FindOfAsync(request.Deployment, request.ChangeId, cancellation);
        if (made is not null)
        {
            return await FinishAsync(client, made, request.By, request.Reason, cancellation);
        }

        int? first = null;
        for (var race = 0; race < MostRaces; race++)
        {
            var seen = await SeeAsync(request.Deployment, cancellation);
            if ((request.Revision ?? since) is { } expected && !seen.Plan.IsOf(expected))
            {
                throw Refused(
                    seen,
                    $"You saw revision {expected} of the traffic plan of '{request.Deployment}', which is now {seen.Plan.Revision}. "
                        + $"Look again before you roll back."
                );
            }

            var target = await TargetAsync(request, seen, cancellation);
            if (first is { } before && before != target)
            {
                throw Refused(seen, $"The traffic of '{request.Deployment}' changed while it was rolled back. Look again.");
            }

            first = target;
            if (IsThere(seen, target))
            {
                return seen.Plan;
            }

            var plan = await WriteAsync(request, seen.Plan, target, cancellation);
            if (plan.ChangeId == request.ChangeId)
            {
                plan = await routing.ApplyAsync(plan, cancellation);
                await NameAsync(client, plan, request.By, request.Reason, first: true, cancellation);
                return plan;
            }
        }

        throw new InvalidOperationException($"The traffic plan of '{request.Deployment}' kept changing under {MostRaces} rollbacks of it.");
    }

    /// <summary>What a request that was killed left undone; nothing when a later change has the last word.</summary>
    /// <param name="client">The orchestrations' client.</param>
    /// <param name="plan">The rollback's.</param>
    /// <param name="by">Who rolled back.</param>
    /// <param name="reason">And why.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The rollback's plan, as it is in force.</returns>
    public async Task<TrafficPlan> FinishAsync(
        DurableTaskClient client,
        TrafficPlan plan,
        string by,
        string reason,
        CancellationToken cancellation
    )
    {
        if ((await plans.FindAsync(plan.Deployment, cancellation))?.ChangeId == plan.ChangeId)
        {
            // Keeps and applies what is there.
            plan = await routing.ApplyAsync(
                await plans.ChangeAsync(plan.Deployment, plan.ChangeId, current => current, cancellation) ?? plan,
                cancellation
            );
            await NameAsync(client, plan, by, reason, first: false, cancellation);
        }

        return plan;
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
        var line = await ChampionLine.OfAsync(await models.AliasesAsync(plan.Deployment, cancellation), documents, cancellation);
        await models.ChangeAliasesAsync(plan.Deployment, aliases => Back(line.In(aliases), plan, first, out stopped), cancellation);
        if (stopped is { } challenger && await models.FindAsync(plan.Deployment, challenger, cancellation) is { } ramping)
        {
            // One of the two ramps, or neither any more.
            foreach (var instance in (string[])[ramping.RunId, ModelRollout.InstanceOf(ramping.RunId)])
            {
                await client.TryRaiseEventAsync(instance, RolloutEvents.TakenOver, $"{by} rolled back: {reason}", cancellation);
            }
        }
    }

    private async Task<TrafficPlan> WriteAsync(RollbackRequest request, TrafficPlan seen, int target, CancellationToken cancellation)
    {
        var model = await models.GetAsync(request.Deployment, target, cancellation);
        var plan = await plans.ChangeAsync(
            request.Deployment,
            request.ChangeId,
            before =>
                before?.Revision != seen.Revision
                    ? null
                    : before with
                    {
                        Arms = [ReleaseArms.Of(model, TrafficPlan.WholeWeight), .. Loaded(before, target)],
                        Shadows = null,
                        By = request.By,
                        Reason = $"rolled back to version {target}: {request.Reason}",
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
        stopped = null;
        // A later change has had its word on the names already.
        if (aliases.Revision > plan.Revision)
        {
            return aliases;
        }

        var target = plan.Arms[0].Version;
        // A release that took its place after this rollback is not this rollback's to stop.
        stopped = aliases.Challenger is { } challenger && (first || plan.Arms.Any(arm => arm.Version == challenger)) ? challenger : null;
        var line = ChampionLine.To(aliases.Line!, target);
        return aliases with
        {
            Champion = target,
            Previous = ChampionLine.Before(line, target),
            Challenger = stopped is null ? aliases.Challenger : null,
            Line = line,
            Revision = plan.Revision,
        };
    }
}
