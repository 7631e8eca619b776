using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Intake.Events;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>Event Grid's webhook, for subscriptions that deliver over HTTP: its two handshakes, and its events.</summary>
public sealed class EventRoutes(LandingEvents events)
{
    private const int MostBytes = 1024 * 1024;

    // Event Grid's own, in the public cloud and the sovereign ones.
    private static readonly string[] Origins = ["eventgrid.azure.net", "eventgrid.azure.us", "eventgrid.azure.cn"];

    [Function("ReceiveEvents")]
    public Task<HttpResponseData> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "events/landing")] HttpRequestData request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([Role.Engineer, Role.Operator], async _ =>
        {
            var body = await BinaryData.FromStreamAsync(request.Body, cancellation);
            if (body.ToMemory().Length > MostBytes)
            {
                throw new ApiException(HttpStatusCode.RequestEntityTooLarge, "Too large", "Event Grid delivers at most 1 MB at once.");
            }

            try
            {
                return await events.TakeAsync(client, body, cancellation) is { } code
                    ? ApiReply.Ok(new { validationResponse = code })
                    : new ApiReply(HttpStatusCode.OK, null);
            }
            catch (EventRefusedException e)
            {
                // Event Grid does not try again after 400: the event goes to the dead letters, where somebody can read it.
                throw ApiException.BadRequest(e.Message);
            }
        });

    /// <summary>CloudEvents' question whether an origin may send here.</summary>
    [Function("AllowEvents")]
    public static Task<HttpResponseData> AllowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "events/landing")] HttpRequestData request) =>
        request.AnswerAsync([Role.Engineer, Role.Operator], _ =>
        {
            var origin = Origins.FirstOrDefault(known => known.Equals(request.Header("WebHook-Request-Origin"), StringComparison.OrdinalIgnoreCase))
                ?? throw ApiException.BadRequest($"The header WebHook-Request-Origin must be one of {string.Join(", ", Origins)}.");
            return Task.FromResult(new ApiReply(HttpStatusCode.OK, null)
            {
                Headers = new Dictionary<string, string> { ["WebHook-Allowed-Origin"] = origin, ["WebHook-Allowed-Rate"] = "*", ["Allow"] = "POST, OPTIONS" },
            });
        });
}
