using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Asks how a version has done under the plan that is in force, for a ramp that judges by that alone: until June 2027
/// (<see cref="JudgeLook"/> came in its place).
/// </summary>
public sealed class LookAtTraffic(IArmCounts counts, TrafficPlans plans)
{
    [Function(nameof(LookAtTraffic))]
    public async Task<TrafficLook> RunAsync([ActivityTrigger] LookRequest request, CancellationToken cancellation)
    {
        if (await plans.FindAsync(request.Deployment, cancellation) is not { } plan)
        {
            return new()
            {
                Requests = 0,
                Errors = 0,
                Unavailable = $"the deployment '{request.Deployment}' has no traffic plan yet",
            };
        }

        var counted = await counts.ReadAsync(new(request.Deployment, plan.Revision, plan.UpdatedAt, [request.Version]), cancellation);
        var live = counted.Arms.FirstOrDefault(arm => arm.Lane == Lane.Live)?.Statistics ?? ArmStatistics.None;
        return new()
        {
            Requests = live.Requests,
            Errors = live.Errors,
            Unavailable = counted.Unavailable,
            P99Milliseconds = live.Latency?.QuantileAtMost(0.99) is { } slow && double.IsFinite(slow) ? slow : null,
        };
    }
}
