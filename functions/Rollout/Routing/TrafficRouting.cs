namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>The step after a plan was written: makes the router as the plan says.</summary>
public sealed class TrafficRouting(TrafficPlans plans, ITrafficRouter router)
{
    /// <summary>Applies the plan, and the one that came meanwhile: the last word is the document's.</summary>
    /// <returns>The plan that it was given, as the revision that is in force.</returns>
    public async Task<TrafficPlan> ApplyAsync(TrafficPlan plan, CancellationToken cancellation = default)
    {
        if (router.ReadsPlans)
        {
            return plan;
        }

        var (mine, newest) = (plan, plan);
        while (true)
        {
            await router.ApplyAsync(newest, cancellation);
            var applied = newest;
            newest = await plans.EnforceAsync(applied, cancellation);
            mine = newest.ChangeId == plan.ChangeId ? newest : mine;
            if (newest.ChangeId == applied.ChangeId)
            {
                return mine;
            }
        }
    }
}
