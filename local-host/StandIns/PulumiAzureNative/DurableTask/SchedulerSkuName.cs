namespace Pulumi.AzureNative.DurableTask;

[EnumType]
public readonly record struct SchedulerSkuName
{
    private readonly string _value;

    private SchedulerSkuName(string value) => _value = value;

    public static SchedulerSkuName Dedicated { get; } = new("Dedicated");
    public static SchedulerSkuName Consumption { get; } = new("Consumption");

    public override string ToString() => _value;
}
