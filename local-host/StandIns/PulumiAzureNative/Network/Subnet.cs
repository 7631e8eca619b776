namespace Pulumi.AzureNative.Network;

[AzureNativeResourceType("azure-native:network:Subnet")]
public class Subnet : CustomResource
{
    public Subnet(string name, SubnetArgs args, CustomResourceOptions? options = null)
        : base("azure-native:network:Subnet", name, args ?? new SubnetArgs(), options)
    {
    }
}
