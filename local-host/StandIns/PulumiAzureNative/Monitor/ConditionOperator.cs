namespace Pulumi.AzureNative.Monitor;

[EnumType]
public readonly record struct ConditionOperator
{
    private readonly string _value;

    private ConditionOperator(string value) => _value = value;

    public static ConditionOperator GreaterThan { get; } = new("gt");

    public override string ToString() => _value;
}
