using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>Chooses the arm of the plan of this moment, and holds it.</summary>
public sealed class Router(GatewayOptions options)
{
    /// <summary>Null when the exchange has taken an arm.</summary>
    public Fault? Route(Exchange exchange)
    {
        while (exchange.Deployment.Current is { } plan)
        {
            RoutingKey? routed = exchange.Key.Length > 0 ? plan.Split.KeyOf(exchange.Key) : null;
            var arm = exchange.NamedVersion is { } version ? plan.ArmOf(version) : Split(plan, routed);
            if (arm is null)
            {
                return exchange.NamedVersion is null
                    ? Fault.NoArm(exchange.Deployment.Name, options.Arm!.Version)
                    : Fault.UnknownVersion(exchange.Deployment.Name);
            }

            if (arm.TryHold())
            {
                exchange.Take(plan, arm, routed);
                return null;
            }

            // The plan was replaced since it was looked at, so the next look finds its successor.
        }

        return Fault.NoPlan(exchange.Deployment.Name, exchange.Deployment.LastError);
    }

    /// <summary>Routes by the key column of the rows that were read, where the plan has one and the request no key of its own.</summary>
    /// <returns>True when another arm has been taken, which must read the body again, or there is none (the fault says so).</returns>
    public bool Move(Exchange exchange, out Fault? fault)
    {
        fault = null;
        if (
            exchange.Arm.KeyColumn is null
            || exchange.Key.Length > 0
            || exchange.NamedVersion is not null
            || KeyOf(exchange) is not { } routed
        )
        {
            return false;
        }

        var (plan, arm) = (exchange.Plan, options.Arm is null ? exchange.Plan.AtBucket(routed.Bucket) : exchange.Arm);
        if (arm == exchange.Arm)
        {
            exchange.RouteBy(routed);
            return false;
        }

        var held = arm.TryHold();
        exchange.Release();
        if (held)
        {
            exchange.Take(plan, arm, routed);
        }
        else
        {
            fault = Route(exchange);
        }

        return true;
    }

    /// <summary>Null where this gateway is one arm, which the plan does not have.</summary>
    private AppliedArm? Split(AppliedPlan plan, RoutingKey? routed) =>
        options.Arm is { } mine ? plan.ArmOf(mine.Version) : plan.AtBucket(routed?.Bucket ?? Random.Shared.Next(TrafficPlan.WholeWeight));

    /// <summary>Null when the first row's is missing. A number's text is the shortest that reads back as the same 32-bit float.</summary>
    private static RoutingKey? KeyOf(Exchange exchange)
    {
        var column = exchange.Arm.KeyColumn!;
        if (column.IsText)
        {
            var text = exchange.Batch.TextOf(column, 0);
            return text.IsEmpty ? null : exchange.Plan.Split.KeyOf(text);
        }

        var number = exchange.Batch.NumbersOf(column)[0];
        Span<byte> digits = stackalloc byte[32];
        return float.IsNaN(number) || !number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture)
            ? null
            : exchange.Plan.Split.KeyOf(digits[..length]);
    }
}
