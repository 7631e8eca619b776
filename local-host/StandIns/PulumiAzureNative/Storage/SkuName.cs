namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct SkuName
{
    private readonly string _value;

    private SkuName(string value) => _value = value;

    public static SkuName Standard_LRS { get; } = new("Standard_LRS");
    public static SkuName Standard_ZRS { get; } = new("Standard_ZRS");

    public override string ToString() => _value;
}
