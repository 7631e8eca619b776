namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct UnauthenticatedClientActionV2
{
    private readonly string _value;

    private UnauthenticatedClientActionV2(string value) => _value = value;

    public static UnauthenticatedClientActionV2 AllowAnonymous { get; } = new("AllowAnonymous");

    public override string ToString() => _value;
}
