namespace Pulumi.AzureNative.Consumption;

[EnumType]
public readonly record struct ThresholdType
{
    private readonly string _value;

    private ThresholdType(string value) => _value = value;

    public static ThresholdType Actual { get; } = new("Actual");
    public static ThresholdType Forecasted { get; } = new("Forecasted");

    public override string ToString() => _value;
}
