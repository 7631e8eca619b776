namespace Pulumi.AzureNative.MachineLearningServices;

[EnumType]
public readonly record struct PublicNetworkAccessType
{
    private readonly string _value;

    private PublicNetworkAccessType(string value) => _value = value;

    public static PublicNetworkAccessType Enabled { get; } = new("Enabled");

    public override string ToString() => _value;
}
