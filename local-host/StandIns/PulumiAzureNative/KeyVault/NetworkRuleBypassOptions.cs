namespace Pulumi.AzureNative.KeyVault;

[EnumType]
public readonly record struct NetworkRuleBypassOptions
{
    private readonly string _value;

    private NetworkRuleBypassOptions(string value) => _value = value;

    public static NetworkRuleBypassOptions AzureServices { get; } = new("AzureServices");

    public override string ToString() => _value;
}
