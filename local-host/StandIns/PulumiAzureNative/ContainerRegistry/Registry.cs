namespace Pulumi.AzureNative.ContainerRegistry;

[AzureNativeResourceType("azure-native:containerregistry:Registry")]
public class Registry : CustomResource
{
    public Registry(string name, RegistryArgs args, CustomResourceOptions? options = null)
        : base("azure-native:containerregistry:Registry", name, args ?? new RegistryArgs(), options)
    {
    }

    [Output("loginServer")]
    public Output<string> LoginServer { get; private set; } = null!;
}
