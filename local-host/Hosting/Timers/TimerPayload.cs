using TimerInfo = Microsoft.Azure.Functions.Worker.TimerInfo;

namespace ServerlessML.LocalHost.Hosting.Timers;

internal sealed class TimerPayload(TimerInfo info) : TriggerPayload
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = new Dictionary<string, object?>();

    public override ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation) =>
        target == typeof(TimerInfo) ? new(info) : throw new BindingException($"A timer trigger binds to TimerInfo, not to {target.Name}.");
}
