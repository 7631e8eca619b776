namespace Pulumi.AzureNative.Resources;

[AzureNativeResourceType("azure-native:resources:ResourceGroup")]
public class ResourceGroup : CustomResource
{
    public ResourceGroup(string name, ResourceGroupArgs? args = null, CustomResourceOptions? options = null)
        : base("azure-native:resources:ResourceGroup", name, args ?? new ResourceGroupArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
