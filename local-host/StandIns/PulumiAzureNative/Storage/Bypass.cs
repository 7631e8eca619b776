namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct Bypass
{
    private readonly string _value;

    private Bypass(string value) => _value = value;

    public static Bypass AzureServices { get; } = new("AzureServices");

    public override string ToString() => _value;
}
