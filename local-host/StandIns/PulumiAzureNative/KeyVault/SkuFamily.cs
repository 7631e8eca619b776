namespace Pulumi.AzureNative.KeyVault;

[EnumType]
public readonly record struct SkuFamily
{
    private readonly string _value;

    private SkuFamily(string value) => _value = value;

    public static SkuFamily A { get; } = new("A");

    public override string ToString() => _value;
}
