namespace Pulumi.AzureNative.Network;

public sealed class PrivateEndpointArgs : ResourceArgs
{
    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("privateEndpointName")]
    public Input<string>? PrivateEndpointName { get; set; }

    [Input("privateLinkServiceConnections")]
    private InputList<Inputs.PrivateLinkServiceConnectionArgs>? _privateLinkServiceConnections;

    public InputList<Inputs.PrivateLinkServiceConnectionArgs> PrivateLinkServiceConnections
    {
        get => _privateLinkServiceConnections ??= [];
        set => _privateLinkServiceConnections = value;
    }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("subnet")]
    public Input<Inputs.SubnetArgs>? Subnet { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
