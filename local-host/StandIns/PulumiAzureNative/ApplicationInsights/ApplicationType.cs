namespace Pulumi.AzureNative.ApplicationInsights;

[EnumType]
public readonly record struct ApplicationType
{
    private readonly string _value;

    private ApplicationType(string value) => _value = value;

    public static ApplicationType Web { get; } = new("web");

    public override string ToString() => _value;
}
