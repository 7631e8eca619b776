namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct ManagedServiceIdentityType
{
    private readonly string _value;

    private ManagedServiceIdentityType(string value) => _value = value;

    public static ManagedServiceIdentityType UserAssigned { get; } = new("UserAssigned");

    public override string ToString() => _value;
}
