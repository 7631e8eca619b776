namespace Pulumi.AzureNative.DurableTask;

[EnumType]
public readonly record struct PurgeableOrchestrationState
{
    private readonly string _value;

    private PurgeableOrchestrationState(string value) => _value = value;

    public static PurgeableOrchestrationState Completed { get; } = new("Completed");
    public static PurgeableOrchestrationState Failed { get; } = new("Failed");
    public static PurgeableOrchestrationState Terminated { get; } = new("Terminated");

    public override string ToString() => _value;
}
