using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting.Durable;

internal sealed class ActivityPayload(ActivityCall call) : TriggerPayload
{
    public const string InstanceIdName = "instanceId";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [InstanceIdName] = call.InstanceId };

    public override async ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation) =>
        call.SerializedInput is null
            ? null
            : await invocation.Serializer.DeserializeAsync(
                BinaryData.FromString(call.SerializedInput).ToStream(),
                target,
                invocation.Cancellation
            );
}
