namespace Pulumi.AzureNative.KeyVault;

[EnumType]
public readonly record struct NetworkRuleAction
{
    private readonly string _value;

    private NetworkRuleAction(string value) => _value = value;

    public static NetworkRuleAction Allow { get; } = new("Allow");
    public static NetworkRuleAction Deny { get; } = new("Deny");

    public override string ToString() => _value;
}
