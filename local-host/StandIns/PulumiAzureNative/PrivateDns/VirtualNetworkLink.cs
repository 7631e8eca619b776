namespace Pulumi.AzureNative.PrivateDns;

[AzureNativeResourceType("azure-native:privatedns:VirtualNetworkLink")]
public class VirtualNetworkLink : CustomResource
{
    public VirtualNetworkLink(string name, VirtualNetworkLinkArgs args, CustomResourceOptions? options = null)
        : base("azure-native:privatedns:VirtualNetworkLink", name, args ?? new VirtualNetworkLinkArgs(), options)
    {
    }
}
