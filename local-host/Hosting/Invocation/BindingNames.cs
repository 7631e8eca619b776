using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using ServerlessML.LocalHost.Hosting.Durable;
using ServerlessML.LocalHost.Hosting.Queues;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>The names that a trigger's binding data will hold, known before any event.</summary>
internal static class BindingNames
{
    public static IReadOnlySet<string> Of(TriggerBindingAttribute trigger)
    {
        var names = trigger switch
        {
            QueueTriggerAttribute => QueuePayload.Names,
            ActivityTriggerAttribute => [ActivityPayload.InstanceIdName],
            HttpTriggerAttribute { Route: { } route } => RoutePatternFactory.Parse(route).Parameters.Select(parameter => parameter.Name),
            _ => [],
        };
        return names.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
