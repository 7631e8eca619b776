namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct RuleType
{
    private readonly string _value;

    private RuleType(string value) => _value = value;

    public static RuleType Lifecycle { get; } = new("Lifecycle");

    public override string ToString() => _value;
}
