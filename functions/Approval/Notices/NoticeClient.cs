using System.Net;
using System.Net.Http.Headers;
using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>Posts notices. An address may hold a secret of its receiver's: what is told of it is the host.</summary>
public sealed class NoticeClient(HttpClient http, NoticeSigner signer)
{
    public const string DeliveryHeader = "X-ServerlessML-Delivery";

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>No redirects: who may be told is stated in the pipeline.</summary>
    public static HttpMessageHandler Handler() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

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
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw new HttpRequestException($"{address.Authority} cannot be reached: {e.HttpRequestError}");
        }
    }

    private static Exception Refused(Uri address, HttpStatusCode status)
    {
        var answer = $"{address.Authority} answers {(int)status}";
        return status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new HttpRequestException(answer, null, status)
            : new PermanentFailureException((int)status is >= 300 and < 400 ? $"{answer}: redirects are not followed" : answer);
    }
}
