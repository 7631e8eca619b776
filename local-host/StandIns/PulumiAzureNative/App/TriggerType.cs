namespace Pulumi.AzureNative.App;

[EnumType]
public readonly record struct TriggerType
{
    private readonly string _value;

    private TriggerType(string value) => _value = value;

    public static TriggerType Event { get; } = new("Event");
    public static TriggerType Manual { get; } = new("Manual");

    public override string ToString() => _value;
}
