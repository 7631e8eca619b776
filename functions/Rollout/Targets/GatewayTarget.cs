namespace ServerlessML.Functions.Rollout.Targets;

/// <summary>Our gateway reads the plan itself.</summary>
public sealed class GatewayTarget : ITrafficTarget
{
    public Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation) => Task.CompletedTask;
}
