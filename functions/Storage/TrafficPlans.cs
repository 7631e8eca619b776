using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The deployments' traffic plans: the current one, and every revision beside it.</summary>
public sealed class TrafficPlans(DocumentStore documents)
{
    private const int RecentRevisions = 50;

    public async Task<TrafficPlan?> FindAsync(string deployment, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(deployment), cancellation))?.Value;

    /// <summary>The newest revision that the change made.</summary>
    /// <returns>Null when it made none of the last ones.</returns>
    public async Task<TrafficPlan?> FindOfAsync(string deployment, string changeId, CancellationToken cancellation = default)
    {
        var plan = await FindAsync(deployment, cancellation);
        var newest = plan?.Revision;
        while (plan is not null && plan.ChangeId != changeId && newest - plan.Revision < RecentRevisions)
        {
            plan = (
                await documents.ReadAsync<TrafficPlan>(
                    StorageLayout.Deployments,
                    StorageLayout.PlanRevision(deployment, plan.Revision - 1),
                    cancellation
                )
            )?.Value;
        }

        return plan?.ChangeId == changeId ? plan : null;
    }

    /// <summary>The plan that a plan's change replaced; null where it is not kept.</summary>
    public async Task<TrafficPlan?> BeforeAsync(TrafficPlan plan, CancellationToken cancellation = default)
    {
        var before = plan;
        while (before?.ChangeId == plan.ChangeId)
        {
            before = (
                await documents.ReadAsync<TrafficPlan>(
                    StorageLayout.Deployments,
                    StorageLayout.PlanRevision(plan.Deployment, before.Revision - 1),
                    cancellation
                )
            )?.Value;
        }

        return before;
    }

    /// <summary>Writes the next revision, unless the change is made already or says no.</summary>
    /// <param name="deployment">Whose plan.</param>
    /// <param name="changeId">Names the change; a plan that carries it is left alone.</param>
    /// <param name="change">Gets the current plan and returns the next, whose revision is set here; null to leave it alone.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The plan as it now is; null when there is still none.</returns>
    public async Task<TrafficPlan?> ChangeAsync(
        string deployment,
        string changeId,
        Func<TrafficPlan?, TrafficPlan?> change,
        CancellationToken cancellation = default
    )
    {
        while (true)
        {
            var known = await FindAsync(deployment, cancellation);
            if (known is null && change(null) is null)
            {
                return null;
            }

            // Whoever wrote it may have been killed before keeping it among the revisions; after the next change it would be gone.
            await KeepAsync(known, cancellation);
            var plan = await documents.ChangeAsync<TrafficPlan>(
                StorageLayout.Deployments,
                StorageLayout.Plan(deployment),
                current => current?.Revision == known?.Revision ? Next(deployment, current, changeId, change) : current!,
                cancellation
            );
            if (plan.Revision <= (known?.Revision ?? 0) || plan.ChangeId == changeId)
            {
                await KeepAsync(plan, cancellation);
                return plan;
            }
        }
    }

    /// <summary>
    /// Notes that what splits the traffic is as the plan says, in a revision of its own. Counts are kept by revision: those of the seconds
    /// in which the weights were still the old ones are left behind with the revision before.
    /// </summary>
    /// <returns>The plan as it now is; another one when somebody changed it meanwhile.</returns>
    public async Task<TrafficPlan> EnforceAsync(TrafficPlan applied, CancellationToken cancellation)
    {
        var plan = await documents.ChangeAsync<TrafficPlan>(
            StorageLayout.Deployments,
            StorageLayout.Plan(applied.Deployment),
            current =>
                current is { InForce: null } && current.Revision == applied.Revision
                    ? current with
                    {
                        Revision = current.Revision + 1,
                        InForce = true,
                    }
                    : current ?? applied,
            cancellation
        );
        await KeepAsync(plan, cancellation);
        return plan;
    }

    private Task KeepAsync(TrafficPlan? plan, CancellationToken cancellation) =>
        plan is null
            ? Task.CompletedTask
            : documents.CreateAsync(
                StorageLayout.Deployments,
                StorageLayout.PlanRevision(plan.Deployment, plan.Revision),
                plan,
                cancellation
            );

    // A rollout's own shadow lasts as long as the plan that it was set by.
    private static List<TrafficShadow>? Shadows(IEnumerable<TrafficShadow>? shadows) =>
        shadows?.ToList() is { Count: > 0 } some ? some : null;

    // Clients are told that they may leave a column out, not that they must.
    private static List<string>? Former(TrafficPlan? current, IEnumerable<TrafficArm> next)
    {
        var taken = next.SelectMany(arm => arm.Columns ?? []).Select(column => column.Name);
        var former = (current?.Arms ?? [])
            .SelectMany(arm => arm.Columns ?? [])
            .Select(column => column.Name)
            .Concat(current?.FormerColumns ?? [])
            .Except(taken, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return former.Count > 0 ? former : null;
    }

    private static TrafficPlan Next(string deployment, TrafficPlan? current, string changeId, Func<TrafficPlan?, TrafficPlan?> change)
    {
        if (current?.ChangeId == changeId || change(current) is not { } next)
        {
            return current!;
        }

        next = next with
        {
            Revision = (current?.Revision ?? 0) + 1,
            ChangeId = changeId,
            InForce = null,
            Arms = [.. next.Arms.Select(arm => arm with { Buckets = null })],
            // What belongs to the deployment, whoever changes its arms.
            Salt = current?.Salt ?? deployment,
            KeyColumn = next.KeyColumn ?? current?.KeyColumn,
            FormerColumns = Former(current, next.Arms),
            Shadows = Shadows(next.Shadows ?? current?.Shadows?.Where(shadow => shadow.By is null)),
        };
        return next.Problems().ToList() is { Count: > 0 } problems
            ? throw new InvalidOperationException(
                $"The traffic plan of '{deployment}' would not be servable: {string.Join("; ", problems)}."
            )
            : next with
            {
                Arms = BucketAllocator.Allocate(current?.Arms, next.Arms),
            };
    }
}
