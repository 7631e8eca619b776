namespace Pulumi.AzureNative.Authorization;

[EnumType]
public readonly record struct PrincipalType
{
    private readonly string _value;

    private PrincipalType(string value) => _value = value;

    public static PrincipalType ServicePrincipal { get; } = new("ServicePrincipal");

    public override string ToString() => _value;
}
