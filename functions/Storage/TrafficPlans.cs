using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The deployments' traffic plans: the current one, and every revision beside it.</summary>
public sealed class TrafficPlans(DocumentStore documents)
{
    public async Task<TrafficPlan?> FindAsync(string deployment, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(deployment), cancellation))?.Value;

    /// <summary>Writes the next revision, unless the change is made already or says no.</summary>
    /// <param name="deployment">Whose plan.</param>
    /// <param name="changeId">Names the change; a plan that carries it is left alone.</param>
    /// <param name="change">Gets the current plan and returns the next, whose revision is set here; null to leave it alone.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The plan as it now is; null when there is still none.</returns>
    public async Task<TrafficPlan?> ChangeAsync(
        string deployment, string changeId, Func<TrafficPlan?, TrafficPlan?> change, CancellationToken cancellation = default)
    {
        if (await FindAsync(deployment, cancellation) is null && change(null) is null)
        {
            return null;
        }

        var plan = await documents.ChangeAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(deployment), current =>
        {
            if (current?.ChangeId == changeId || change(current) is not { } next)
            {
                return current!;
            }

            next = next with { Revision = (current?.Revision ?? 0) + 1, ChangeId = changeId, Salt = current?.Salt ?? deployment };
            return next.Problems().ToList() is { Count: > 0 } problems
                ? throw new InvalidOperationException($"The traffic plan of '{deployment}' would not be servable: {string.Join("; ", problems)}.")
                : next;
        }, cancellation);
        await documents.CreateAsync(StorageLayout.Deployments, StorageLayout.PlanRevision(deployment, plan.Revision), plan, cancellation);
        return plan;
    }
}
