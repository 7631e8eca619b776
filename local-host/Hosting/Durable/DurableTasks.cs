using Microsoft.Azure.Functions.Worker;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting.Durable;

/// <summary>Registers the orchestrations and activities among the functions with the durable runtime.</summary>
internal static class DurableTasks
{
    public static TaskRegistry Registry(FunctionIndex index, Func<FunctionInvoker> invoker)
    {
        var registry = new TaskRegistry();
        foreach (var (function, trigger) in index.With<OrchestrationTriggerAttribute>())
        {
            registry.AddOrchestrator(trigger.Orchestration ?? function.Name, context =>
                invoker().InvokeAsync(function, new OrchestrationPayload(context), CancellationToken.None)
            );
        }

        foreach (var (function, trigger) in index.With<ActivityTriggerAttribute>())
        {
            registry.AddActivity(trigger.Activity ?? function.Name, (call, cancellation) =>
                invoker().InvokeAsync(function, new ActivityPayload(call), cancellation)
            );
        }

        return registry;
    }
}
