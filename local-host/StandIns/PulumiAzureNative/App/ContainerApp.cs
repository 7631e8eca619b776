namespace Pulumi.AzureNative.App;

[AzureNativeResourceType("azure-native:app:ContainerApp")]
public class ContainerApp : CustomResource
{
    public ContainerApp(string name, ContainerAppArgs args, CustomResourceOptions? options = null)
        : base("azure-native:app:ContainerApp", name, args ?? new ContainerAppArgs(), options)
    {
    }
}
