using System.Net;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// A gateway that only this machine reaches answers no web page of another site: a browser on the machine would carry its requests in,
/// by a name that is made to mean this machine, or across sites. The page's site shows in Host and in Origin.
/// </summary>
internal sealed class LoopbackCallers(GatewayOptions options)
{
    public RequestDelegate Before(RequestDelegate next) =>
        context => Refuse(context.Request) is { } fault ? Problems.WriteAsync(context, fault, RequestIds.Next()) : next(context);

    private Fault? Refuse(HttpRequest request) =>
        !IsLoopback(request.Host.Host) ? Fault.ForeignHost
        : request.Headers.Origin is { Count: > 0 } origin && !IsOurs(origin.ToString()) ? Fault.ForeignOrigin
        : null;

    private bool IsOurs(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopback(site.Host);

    private bool IsLoopback(string host) =>
        host is "127.0.0.1" or "localhost" or "[::1]"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
