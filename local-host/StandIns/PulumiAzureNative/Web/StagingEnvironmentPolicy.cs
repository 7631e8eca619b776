namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct StagingEnvironmentPolicy
{
    private readonly string _value;

    private StagingEnvironmentPolicy(string value) => _value = value;

    public static StagingEnvironmentPolicy Disabled { get; } = new("Disabled");

    public override string ToString() => _value;
}
