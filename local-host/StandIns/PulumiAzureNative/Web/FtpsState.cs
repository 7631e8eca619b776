namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct FtpsState
{
    private readonly string _value;

    private FtpsState(string value) => _value = value;

    public static FtpsState Disabled { get; } = new("Disabled");

    public override string ToString() => _value;
}
