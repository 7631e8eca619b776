using System.Net;
using System.Net.Sockets;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>
/// Tells addresses that the whole internet knows from those of a machine, a network or a cloud's own services (the special-purpose
/// registries of IANA, RFC 6890).
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Azure's own services for a machine in it.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    // All that is assigned for the internet; within it, what only tells of other things.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotGlobal =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    public static bool Is(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? Is(address.MapToIPv4())
        : address.AddressFamily == AddressFamily.InterNetwork ? !Array.Exists(Special, network => network.Contains(address))
        : Global.Contains(address) && !Array.Exists(NotGlobal, network => network.Contains(address));
}
