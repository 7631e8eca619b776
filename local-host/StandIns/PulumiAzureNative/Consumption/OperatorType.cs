namespace Pulumi.AzureNative.Consumption;

[EnumType]
public readonly record struct OperatorType
{
    private readonly string _value;

    private OperatorType(string value) => _value = value;

    public static OperatorType GreaterThanOrEqualTo { get; } = new("GreaterThanOrEqualTo");

    public override string ToString() => _value;
}
