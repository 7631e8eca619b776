namespace Pulumi.AzureNative.App;

[AzureNativeResourceType("azure-native:app:ManagedEnvironment")]
public class ManagedEnvironment : CustomResource
{
    public ManagedEnvironment(string name, ManagedEnvironmentArgs args, CustomResourceOptions? options = null)
        : base("azure-native:app:ManagedEnvironment", name, args ?? new ManagedEnvironmentArgs(), options)
    {
    }

    [Output("defaultDomain")]
    public Output<string> DefaultDomain { get; private set; } = null!;
}
