namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct DefaultAction
{
    private readonly string _value;

    private DefaultAction(string value) => _value = value;

    public static DefaultAction Allow { get; } = new("Allow");
    public static DefaultAction Deny { get; } = new("Deny");

    public override string ToString() => _value;
}
