using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>
/// Posts notices. An address may hold a secret of its receiver's: what is told of it is the host. What the receiver answers is told to the
/// operator's log alone: a pipeline's author could ask around in the network with it.
/// </summary>
public sealed class NoticeClient(HttpClient http, NoticeSigner signer, ILogger<NoticeClient>? log = null)
{
    public const string DeliveryHeader = "X-ServerlessML-Delivery";

    /// <summary><c>allow</c> also posts to this machine and to private networks.</summary>
    public const string PrivateSetting = "Notify:Private";

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>No redirects: who may be told is stated in the pipeline.</summary>
    /// <param name="allowPrivate">This machine and private networks may be told too.</param>
    public static HttpMessageHandler Handler(bool allowPrivate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (!allowPrivate)
        {
            // A proxy would look the name up itself.
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectAsync;
        }

        return handler;
    }

    /// <exception cref="PermanentFailureException">It will not be taken at another time either.</exception>
    /// <exception cref="HttpRequestException">It may be.</exception>
    public async Task SendAsync(NotifyTarget target, string delivery, byte[] body, CancellationToken cancellation)
    {
        var address = target.Address() ?? throw new PermanentFailureException($"the webhook's address is not {NotifyTarget.Rule}");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add(DeliveryHeader, delivery);
        signer.Sign(request, body);
        try
        {
            // What is answered besides the status is not read: it can be of any size.
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(address, response.StatusCode);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{address.Authority} did not answer in time", e);
        }
        catch (HttpRequestException e) when (e.InnerException is PermanentFailureException refused)
        {
            throw new PermanentFailureException(refused.Message, e);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            log?.LogWarning("The webhook {Host} cannot be reached: {Reason}", address.Authority, e.HttpRequestError);
            throw new HttpRequestException($"{address.Authority} cannot be reached");
        }
    }

    // The addresses are looked at when the connection is made: a name can mean another machine by then.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        if (addresses.FirstOrDefault(address => !PublicAddress.Is(address)) is not null)
        {
            throw new PermanentFailureException(
                $"'{host}' is in a private network or on this machine, where no webhook is called unless the operator sets "
                    + $"{Setting.Shown(PrivateSetting)} to allow"
            );
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Exception Refused(Uri address, HttpStatusCode status)
    {
        log?.LogWarning("The webhook {Host} answers {Status}", address.Authority, (int)status);
        var answer = $"{address.Authority} did not take it";
        return status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new HttpRequestException(answer, null, status)
            : new PermanentFailureException(answer);
    }
}
