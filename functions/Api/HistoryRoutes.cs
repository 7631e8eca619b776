using System.Net;
using System.Text.Json.Nodes;
using DurableTask.Core.History;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Functions.Api;

/// <summary>Histories for the replay gate, of whichever backend keeps them.</summary>
public static class HistoryRoutes
{
    [Function("ShowHistory")]
    public static Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/history")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Operator], async _ =>
        {
            JsonArray rows = [];
            Queue<(string Id, (string Id, string Name)? Parent)> left = new([(runId, null)]);
            while (left.TryDequeue(out var one))
            {
                // One that was purged, or has not begun.
                if (await client.GetInstanceAsync(one.Id, cancellation) is not { } instance)
                {
                    continue;
                }

                var events = await EventsAsync(client, one.Id, cancellation);
                foreach (var row in HistoryRows.Of(one.Id, one.Parent, events))
                {
                    rows.Add((JsonNode)row);
                }

                foreach (
                    var started in events.OfType<SubOrchestrationInstanceCreatedEvent>().Where(started => started.InstanceId is not null)
                )
                {
                    left.Enqueue((started.InstanceId!, (one.Id, instance.Name)));
                }
            }

            return rows.Count > 0
                ? ApiReply.Ok(new JsonObject { ["items"] = rows })
                : throw ApiException.NotFound($"The run '{runId}' has no history: there is no such run, or its orchestration was purged.");
        });

    private static async Task<IList<HistoryEvent>> EventsAsync(DurableTaskClient client, string instance, CancellationToken cancellation)
    {
        try
        {
            return await client.GetOrchestrationHistoryAsync(instance, cancellation);
        }
        catch (NotSupportedException e)
        {
            throw new ApiException(
                HttpStatusCode.NotImplemented,
                "No histories",
                $"The durable backend does not give histories to its client ({e.Message}). Export the rows of its History table."
            );
        }
    }
}
