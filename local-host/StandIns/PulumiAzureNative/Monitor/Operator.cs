namespace Pulumi.AzureNative.Monitor;

[EnumType]
public readonly record struct Operator
{
    private readonly string _value;

    private Operator(string value) => _value = value;

    public static Operator GreaterThan { get; } = new("GreaterThan");

    public override string ToString() => _value;
}
