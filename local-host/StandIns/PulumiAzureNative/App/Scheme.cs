namespace Pulumi.AzureNative.App;

[EnumType]
public readonly record struct Scheme
{
    private readonly string _value;

    private Scheme(string value) => _value = value;

    public static Scheme HTTP { get; } = new("HTTP");

    public override string ToString() => _value;
}
