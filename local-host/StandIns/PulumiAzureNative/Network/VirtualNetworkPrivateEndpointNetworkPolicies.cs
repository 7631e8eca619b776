namespace Pulumi.AzureNative.Network;

[EnumType]
public readonly record struct VirtualNetworkPrivateEndpointNetworkPolicies
{
    private readonly string _value;

    private VirtualNetworkPrivateEndpointNetworkPolicies(string value) => _value = value;

    public static VirtualNetworkPrivateEndpointNetworkPolicies Disabled { get; } = new("Disabled");

    public override string ToString() => _value;
}
