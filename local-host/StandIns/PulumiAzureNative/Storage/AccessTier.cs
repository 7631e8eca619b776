namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct AccessTier
{
    private readonly string _value;

    private AccessTier(string value) => _value = value;

    public static AccessTier Hot { get; } = new("Hot");

    public override string ToString() => _value;
}
