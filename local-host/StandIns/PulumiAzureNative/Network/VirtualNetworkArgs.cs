namespace Pulumi.AzureNative.Network;

public sealed class VirtualNetworkArgs : ResourceArgs
{
    [Input("addressSpace")]
    public Input<Inputs.AddressSpaceArgs>? AddressSpace { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("virtualNetworkName")]
    public Input<string>? VirtualNetworkName { get; set; }
}
