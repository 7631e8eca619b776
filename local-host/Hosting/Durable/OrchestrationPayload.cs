using System.Reflection;
using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Hosting.Durable;

internal sealed class OrchestrationPayload(TaskOrchestrationContext context) : TriggerPayload
{
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    public override IReadOnlyDictionary<string, object?> BindingData { get; } = new Dictionary<string, object?>();

    public object? Input(Type type) => GetInput.MakeGenericMethod(type).Invoke(context, BindingFlags.DoNotWrapExceptions, null, null, null);

    public override ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation) =>
        new(target.IsInstanceOfType(context) ? context : Input(target));
}
