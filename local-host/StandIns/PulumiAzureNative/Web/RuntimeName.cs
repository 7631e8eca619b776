namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct RuntimeName
{
    private readonly string _value;

    private RuntimeName(string value) => _value = value;

    public static RuntimeName Dotnet_isolated { get; } = new("dotnet-isolated");

    public override string ToString() => _value;
}
