namespace Pulumi.AzureNative.EventGrid;

[EnumType]
public readonly record struct IdentityType
{
    private readonly string _value;

    private IdentityType(string value) => _value = value;

    public static IdentityType UserAssigned { get; } = new("UserAssigned");

    public override string ToString() => _value;
}
