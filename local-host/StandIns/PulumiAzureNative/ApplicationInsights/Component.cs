namespace Pulumi.AzureNative.ApplicationInsights;

[AzureNativeResourceType("azure-native:applicationinsights:Component")]
public class Component : CustomResource
{
    public Component(string name, ComponentArgs args, CustomResourceOptions? options = null)
        : base("azure-native:applicationinsights:Component", name, args ?? new ComponentArgs(), options)
    {
    }

    [Output("connectionString")]
    public Output<string> ConnectionString { get; private set; } = null!;
}
