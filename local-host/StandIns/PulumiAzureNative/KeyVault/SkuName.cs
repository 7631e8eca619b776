namespace Pulumi.AzureNative.KeyVault;

[EnumType]
public readonly record struct SkuName
{
    private readonly string _value;

    private SkuName(string value) => _value = value;

    public static SkuName Standard { get; } = new("standard");

    public override string ToString() => _value;
}
