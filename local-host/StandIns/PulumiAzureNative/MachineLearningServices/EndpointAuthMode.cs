namespace Pulumi.AzureNative.MachineLearningServices;

[EnumType]
public readonly record struct EndpointAuthMode
{
    private readonly string _value;

    private EndpointAuthMode(string value) => _value = value;

    public static EndpointAuthMode AADToken { get; } = new("AADToken");

    public override string ToString() => _value;
}
