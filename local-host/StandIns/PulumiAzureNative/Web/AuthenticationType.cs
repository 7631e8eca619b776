namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct AuthenticationType
{
    private readonly string _value;

    private AuthenticationType(string value) => _value = value;

    public static AuthenticationType UserAssignedIdentity { get; } = new("UserAssignedIdentity");

    public override string ToString() => _value;
}
