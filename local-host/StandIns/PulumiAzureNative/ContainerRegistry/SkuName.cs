namespace Pulumi.AzureNative.ContainerRegistry;

[EnumType]
public readonly record struct SkuName
{
    private readonly string _value;

    private SkuName(string value) => _value = value;

    public static SkuName Basic { get; } = new("Basic");
    public static SkuName Standard { get; } = new("Standard");

    public override string ToString() => _value;
}
