using System.Globalization;
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
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var body = await request.BodyAsync<StartRunBody>(cancellation);
            var key = request.Header("Idempotency-Key");
            if (key is { Length: 0 or > 200 })
            {
                throw ApiException.BadRequest("The header Idempotency-Key has 1 to 200 characters.");
            }

            if (Names.IsPipeline(body.Pipeline) && Names.IsBatch(body.Batch) && (await landing.FilesAsync(body.Pipeline, body.Batch, cancellation)).Count == 0)
            {
                throw ApiException.NotFound($"There is no batch '{body.Batch}' of pipeline '{body.Pipeline}' in the container '{StorageLayout.Landing}'.");
            }

            var started = await starter.StartAsync(client, body.Pipeline, body.Batch, caller.Name, key, cancellation);
            if (started.RunId is not { } runId)
            {
                throw ApiException.BadRequest(started.Problem ?? "The run cannot be started.");
            }

            return new ApiReply(started.IsNew ? HttpStatusCode.Accepted : HttpStatusCode.OK, new { runId, isNew = started.IsNew, links = RunViews.Links(runId) })
            {
                Headers = new Dictionary<string, string> { ["Location"] = $"/api/runs/{runId}" },
            };
        });

    [Function("ListRuns")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs")] HttpRequestData request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ =>
        {
            var pipeline = request.Query["pipeline"];
            if (pipeline is not null && !Names.IsPipeline(pipeline))
            {
                throw ApiException.BadRequest($"'{pipeline}' is not a pipeline's name: {Names.PipelineRule}.");
            }

            var top = int.TryParse(request.Query["top"] ?? "50", NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is >= 1 and <= MostRuns
                ? asked
                : throw ApiException.BadRequest($"'top' is a number from 1 to {MostRuns}.");
            return ApiReply.Ok(new { runs = await list.ReadAsync(client, pipeline, request.Query["state"], top, cancellation) });
        });

    [Function("ShowRun")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}")] HttpRequestData request,
        string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => ApiReply.Ok(await views.GetAsync(client, runId, cancellation)));
}
