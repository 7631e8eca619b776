namespace Pulumi.AzureNative.Network;

[AzureNativeResourceType("azure-native:network:PrivateEndpoint")]
public class PrivateEndpoint : CustomResource
{
    public PrivateEndpoint(string name, PrivateEndpointArgs args, CustomResourceOptions? options = null)
        : base("azure-native:network:PrivateEndpoint", name, args ?? new PrivateEndpointArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
