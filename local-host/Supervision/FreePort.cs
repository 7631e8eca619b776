using System.Net;
using System.Net.Sockets;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>Finds ports on 127.0.0.1 that nothing listens on.</summary>
public static class FreePort
{
    private const int Tries = 200;

    /// <returns>The wanted port, or the next free one after it that is not in <paramref name="taken"/>; it is added there.</returns>
    public static int From(int wanted, ISet<int> taken)
    {
        for (var port = wanted; port < Math.Min(wanted + Tries, 65536); port++)
        {
            if (!taken.Contains(port) && IsFree(port))
            {
                taken.Add(port);
                return port;
            }
        }

        throw new InvalidSettingException($"No port from {wanted} to {wanted + Tries - 1} is free on 127.0.0.1. Choose another one.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
