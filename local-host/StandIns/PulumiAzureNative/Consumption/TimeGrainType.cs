namespace Pulumi.AzureNative.Consumption;

[EnumType]
public readonly record struct TimeGrainType
{
    private readonly string _value;

    private TimeGrainType(string value) => _value = value;

    public static TimeGrainType Monthly { get; } = new("Monthly");

    public override string ToString() => _value;
}
