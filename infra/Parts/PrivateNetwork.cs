using Pulumi.AzureNative.Network;
using Pulumi.AzureNative.Network.Inputs;
using Pulumi.AzureNative.PrivateDns;
using NetworkSubnet = Pulumi.AzureNative.Network.Subnet;

namespace ServerlessML.Infra.Parts;

/// <summary>A network in which the functions and the containers run and reach storage and secrets by private addresses.</summary>
public sealed class PrivateNetwork : Part
{
    private readonly StackContext _context;
    private readonly VirtualNetwork _network;
    private readonly NetworkSubnet _endpoints;
    private readonly Dictionary<string, PrivateZone> _zones = [];

    public PrivateNetwork(StackContext context)
        : base(nameof(PrivateNetwork), "network")
    {
        _context = context;
        _network = new(
            "network",
            new()
            {
                ResourceGroupName = context.GroupName,
                VirtualNetworkName = $"vnet-{context.Names.Plain}",
                Location = context.Location,
                AddressSpace = new AddressSpaceArgs { AddressPrefixes = ["10.40.0.0/16"] },
                Tags = context.Tags,
            },
            Own
        );
        // One after the other: Azure refuses two changes of a network at once.
        Functions = Subnet("functions", "10.40.0.0/24", "Microsoft.App/environments", null);
        Containers = Subnet("containers", "10.40.2.0/23", "Microsoft.App/environments", Functions);
        _endpoints = Subnet("endpoints", "10.40.4.0/24", null, Containers);
        RegisterOutputs();
    }

    public NetworkSubnet Functions { get; }
    public NetworkSubnet Containers { get; }

    /// <summary>Gives a resource an address in the network, and its name that address.</summary>
    /// <param name="part">Whose resource it is.</param>
    /// <param name="kind">The sub-resource: blob, queue, table, vault.</param>
    /// <param name="resourceId">The resource.</param>
    /// <param name="zone">The private zone of its name.</param>
    internal void Connect(Part part, string kind, Input<string> resourceId, string zone)
    {
        PrivateEndpoint endpoint = new(
            $"endpoint-{kind}",
            new()
            {
                ResourceGroupName = _context.GroupName,
                PrivateEndpointName = $"pe-{kind}-{_context.Names.Token}",
                Location = _context.Location,
                Subnet = new Pulumi.AzureNative.Network.Inputs.SubnetArgs { Id = _endpoints.Id },
                PrivateLinkServiceConnections =
                [
                    new PrivateLinkServiceConnectionArgs
                    {
                        Name = kind,
                        GroupIds = [kind],
                        PrivateLinkServiceId = resourceId,
                    },
                ],
                Tags = _context.Tags,
            },
            part.Own
        );
        _ = new PrivateDnsZoneGroup(
            $"endpoint-{kind}-names",
            new()
            {
                ResourceGroupName = _context.GroupName,
                PrivateEndpointName = endpoint.Name,
                PrivateDnsZoneGroupName = "default",
                PrivateDnsZoneConfigs = [new PrivateDnsZoneConfigArgs { Name = kind, PrivateDnsZoneId = Zone(zone, kind).Id }],
            },
            part.Own
        );
    }

    private NetworkSubnet Subnet(string name, string addresses, string? delegatedTo, Resource? after) =>
        new(
            $"subnet-{name}",
            new()
            {
                ResourceGroupName = _context.GroupName,
                VirtualNetworkName = _network.Name,
                SubnetName = name,
                AddressPrefix = addresses,
                PrivateEndpointNetworkPolicies = VirtualNetworkPrivateEndpointNetworkPolicies.Disabled,
                Delegations = delegatedTo is null ? [] : [new DelegationArgs { Name = "platform", ServiceName = delegatedTo }],
            },
            new() { Parent = this, DependsOn = after is null ? [] : [after] }
        );

    private PrivateZone Zone(string name, string kind)
    {
        if (_zones.TryGetValue(name, out var known))
        {
            return known;
        }

        PrivateZone zone = new(
            $"zone-{kind}",
            new()
            {
                ResourceGroupName = _context.GroupName,
                PrivateZoneName = name,
                Location = "global",
                Tags = _context.Tags,
            },
            Own
        );
        _ = new VirtualNetworkLink(
            $"zone-{kind}-link",
            new()
            {
                ResourceGroupName = _context.GroupName,
                PrivateZoneName = zone.Name,
                VirtualNetworkLinkName = "network",
                Location = "global",
                RegistrationEnabled = false,
                VirtualNetwork = new Pulumi.AzureNative.PrivateDns.Inputs.SubResourceArgs { Id = _network.Id },
                Tags = _context.Tags,
            },
            Own
        );
        return _zones[name] = zone;
    }
}
