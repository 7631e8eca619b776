namespace Pulumi.AzureNative.PrivateDns;

public sealed class VirtualNetworkLinkArgs : ResourceArgs
{
    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("privateZoneName", required: true)]
    public Input<string> PrivateZoneName { get; set; } = null!;

    [Input("registrationEnabled")]
    public Input<bool>? RegistrationEnabled { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("virtualNetwork")]
    public Input<Inputs.SubResourceArgs>? VirtualNetwork { get; set; }

    [Input("virtualNetworkLinkName")]
    public Input<string>? VirtualNetworkLinkName { get; set; }
}
