namespace Pulumi.AzureNative.Monitor;

[EnumType]
public readonly record struct Kind
{
    private readonly string _value;

    private Kind(string value) => _value = value;

    public static Kind LogAlert { get; } = new("LogAlert");

    public override string ToString() => _value;
}
