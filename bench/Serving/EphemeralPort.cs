using System.Net;
using System.Net.Sockets;

namespace ServerlessML.Bench.Serving;

internal static class EphemeralPort
{
    /// <summary>A port that nobody listened on a moment ago.</summary>
    public static int Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
