namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct PublicNetworkAccess
{
    private readonly string _value;

    private PublicNetworkAccess(string value) => _value = value;

    public static PublicNetworkAccess Enabled { get; } = new("Enabled");

    public override string ToString() => _value;
}
