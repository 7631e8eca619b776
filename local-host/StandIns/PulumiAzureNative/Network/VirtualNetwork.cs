namespace Pulumi.AzureNative.Network;

[AzureNativeResourceType("azure-native:network:VirtualNetwork")]
public class VirtualNetwork : CustomResource
{
    public VirtualNetwork(string name, VirtualNetworkArgs args, CustomResourceOptions? options = null)
        : base("azure-native:network:VirtualNetwork", name, args ?? new VirtualNetworkArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
