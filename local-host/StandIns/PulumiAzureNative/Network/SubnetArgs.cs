namespace Pulumi.AzureNative.Network;

public sealed class SubnetArgs : ResourceArgs
{
    [Input("addressPrefix")]
    public Input<string>? AddressPrefix { get; set; }

    [Input("delegations")]
    private InputList<Inputs.DelegationArgs>? _delegations;

    public InputList<Inputs.DelegationArgs> Delegations
    {
        get => _delegations ??= [];
        set => _delegations = value;
    }

    [Input("privateEndpointNetworkPolicies")]
    public InputUnion<string, VirtualNetworkPrivateEndpointNetworkPolicies>? PrivateEndpointNetworkPolicies { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("subnetName")]
    public Input<string>? SubnetName { get; set; }

    [Input("virtualNetworkName", required: true)]
    public Input<string> VirtualNetworkName { get; set; } = null!;
}
