namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct MinimumTlsVersion
{
    private readonly string _value;

    private MinimumTlsVersion(string value) => _value = value;

    public static MinimumTlsVersion TLS1_2 { get; } = new("TLS1_2");

    public override string ToString() => _value;
}
