using System.Reflection;
using System.Text.Json;
using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>The orchestrators that an assembly has as classes, by their names, to replay histories with.</summary>
public static class WorkflowCode
{
    public static TaskRegistry Of(Assembly assembly, DataConverter converter)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        TaskRegistry registry = new();
        foreach (
            var type in assembly
                .GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITaskOrchestrator)))
        )
        {
            registry.AddOrchestrator(type.Name, context =>
            {
                var orchestrator = (ITaskOrchestrator)Activator.CreateInstance(type)!;
                var input = context.GetInput<JsonElement>();
                var value =
                    input.ValueKind == JsonValueKind.Undefined ? null : converter.Deserialize(input.GetRawText(), orchestrator.InputType);
                return orchestrator.RunAsync(context, value);
            });
        }

        return registry;
    }
}
