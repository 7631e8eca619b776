using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>Makes targets what their plans say: what a killed change left half done, or somebody changed by hand.</summary>
public sealed class KeepTraffic(
    ITrafficRouter router,
    PipelineStore pipelines,
    TrafficPlans plans,
    TrafficRouting routing,
    ILogger<KeepTraffic> log
)
{
    [Function(nameof(KeepTraffic))]
    public async Task RunAsync([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        if (router.ReadsPlans)
        {
            return;
        }

        foreach (var deployment in await pipelines.ListAsync(cancellation))
        {
            try
            {
                if (await plans.FindAsync(deployment, cancellation) is { } plan)
                {
                    await routing.ApplyAsync(plan, cancellation);
                }
            }
            catch (Exception e) when (e is PermanentFailureException or ArmUnavailableException)
            {
                log.LogWarning("The traffic of {Deployment} is not as its plan says: {Reason}", deployment, e.Message);
            }
        }
    }
}
