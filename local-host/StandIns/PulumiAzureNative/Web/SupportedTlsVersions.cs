namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct SupportedTlsVersions
{
    private readonly string _value;

    private SupportedTlsVersions(string value) => _value = value;

    public static SupportedTlsVersions SupportedTlsVersions_1_2 { get; } = new("1.2");

    public override string ToString() => _value;
}
