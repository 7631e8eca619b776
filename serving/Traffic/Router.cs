using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>Chooses the arm of the plan of this moment, and holds its model.</summary>
public sealed class Router
{
    /// <summary>Null when the exchange has taken an arm.</summary>
    public Fault? Route(Exchange exchange)
    {
        while (exchange.Deployment.Current is { } plan)
        {
            RoutingKey? routed = exchange.Key.Length > 0 ? plan.Split.KeyOf(exchange.Key) : null;
            var arm = exchange.NamedVersion is { } version ? plan.ArmOf(version) : Choose(plan, routed);
            if (arm is null)
            {
                return Fault.UnknownVersion(exchange.Deployment.Name);
            }

            if (arm.Model.TryHold())
            {
                exchange.Take(plan, arm, routed);
                return null;
            }

            // The plan was replaced since it was looked at, so the next look finds its successor.
        }

        return Fault.NoPlan(exchange.Deployment.Name, exchange.Deployment.LastError);
    }

    private static AppliedArm Choose(AppliedPlan plan, RoutingKey? routed) =>
        plan.Arms[plan.Split.ArmOf(routed?.Bucket ?? Random.Shared.Next(TrafficPlan.WholeWeight))];
}
