namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>Stands for our gateway, which reads the plans itself.</summary>
public sealed class GatewayRouter : ITrafficRouter
{
    public bool ReadsPlans => true;

    public Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation) => Task.CompletedTask;
}
