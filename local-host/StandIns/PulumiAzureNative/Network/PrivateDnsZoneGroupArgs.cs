namespace Pulumi.AzureNative.Network;

public sealed class PrivateDnsZoneGroupArgs : ResourceArgs
{
    [Input("privateDnsZoneConfigs")]
    private InputList<Inputs.PrivateDnsZoneConfigArgs>? _privateDnsZoneConfigs;

    public InputList<Inputs.PrivateDnsZoneConfigArgs> PrivateDnsZoneConfigs
    {
        get => _privateDnsZoneConfigs ??= [];
        set => _privateDnsZoneConfigs = value;
    }

    [Input("privateDnsZoneGroupName")]
    public Input<string>? PrivateDnsZoneGroupName { get; set; }

    [Input("privateEndpointName", required: true)]
    public Input<string> PrivateEndpointName { get; set; } = null!;

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
