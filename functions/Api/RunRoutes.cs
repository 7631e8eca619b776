using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Intake;

namespace ServerlessML.Functions.Api;

/// <summary>Starting and showing runs.</summary>
public sealed class RunRoutes(RunStarter starter, RunViews views, RunList list, LandingZone landing)
{
    private const int MostRuns = 200;

    [Function("StartRun")]
    public Task<HttpResponseData> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var body = await request.BodyAsync<StartRunBody>(cancellation);
            var key = request.Header("Idempotency-Key");
            if (key is { Length: 0 or > 200 })
            {
                throw ApiException.BadRequest($"The header Idempotency-Key must have 1 to 200 characters, not {key.Length}.");
            }

            if (
                Names.IsPipeline(body.Pipeline)
                && Names.IsBatch(body.Batch)
                && (await landing.LookAsync(body.Pipeline, body.Batch, cancellation)).Files.Count == 0
            )
            {
                throw ApiException.NotFound(
                    $"The container '{StorageLayout.Landing}' has no batch '{body.Batch}' of pipeline '{body.Pipeline}'. Put "
                        + $"its files under {body.Pipeline}/{body.Batch}/."
                );
            }

            var started = await starter.StartAsync(client, body.Pipeline, body.Batch, new(caller.Name, caller.ObjectId), key, cancellation);
            if (started.RunId is not { } runId)
            {
                throw ApiException.BadRequest(started.Problem!);
            }

            return new ApiReply(
                started.IsNew ? HttpStatusCode.Accepted : HttpStatusCode.OK,
                new
                {
                    runId,
                    isNew = started.IsNew,
                    note = started.Note,
                    links = RunViews.Links(runId),
                }
            )
            {
                Headers = new Dictionary<string, string> { ["Location"] = $"/api/runs/{runId}" },
            };
        });

    [Function("ListRuns")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var pipeline = request.Query["pipeline"] is { } name ? ApiCall.Checked(name) : null;
            var top = (int)request.Number("top", 50, 1, MostRuns);
            return ApiReply.Ok(new { runs = await list.ReadAsync(client, pipeline, request.Query["state"], top, cancellation) });
        });

    [Function("ShowRun")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ => ApiReply.Ok(await views.GetAsync(client, runId, cancellation)));
}
