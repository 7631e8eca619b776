using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Functions.Rollout.Targets;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Rollout;

/// <summary>Asks how a version has done: the gateway, or what is counted of the plan where something else splits.</summary>
public sealed class LookAtTraffic(GatewayClient gateway, IArmCounts counts, TrafficPlans plans, TrafficOptions options)
{
    [Function(nameof(LookAtTraffic))]
    public Task<Look> RunAsync([ActivityTrigger] LookRequest request, CancellationToken cancellation) => options.Target == TrafficOptions.Gateway
        ? gateway.LookAsync(request.Deployment, request.Version, cancellation)
        : CountedAsync(request, cancellation);

    private async Task<Look> CountedAsync(LookRequest request, CancellationToken cancellation)
    {
        if (await plans.FindAsync(request.Deployment, cancellation) is not { } plan)
        {
            return new() { Requests = 0, Errors = 0, Unavailable = $"the deployment '{request.Deployment}' has no traffic plan yet" };
        }

        var counted = await counts.ReadAsync(new(request.Deployment, plan.Revision, plan.UpdatedAt, [request.Version]), cancellation);
        var live = counted.Arms.FirstOrDefault(arm => arm.Lane == Lane.Live)?.Statistics ?? ArmStatistics.None;
        return new()
        {
            Requests = live.Requests, Errors = live.Errors, Unavailable = counted.Unavailable,
            P99Milliseconds = live.Latency?.QuantileAtMost(0.99) is { } slow && double.IsFinite(slow) ? slow : null,
        };
    }
}
