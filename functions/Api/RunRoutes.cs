using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Intake;

namespace ServerlessML.Functions.Api;

/// <summary>Starting and showing runs.</summary>
public sealed class RunRoutes(RunStarter starter, RunViews views, RunList list, LandingZone landing, IdempotentCalls calls)
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
            ApiCall.Checked(body.Pipeline);
            if (!Names.IsBatch(body.Batch))
            {
                throw ApiException.BadRequest($"'{body.Batch}' is not the name of a batch. A name has {Names.BatchRule}.");
            }

            if ((await landing.LookAsync(body.Pipeline, body.Batch, cancellation)).Files.Count == 0)
            {
                throw ApiException.NotFound(
                    $"The container '{StorageLayout.Landing}' has no batch '{body.Batch}' of pipeline '{body.Pipeline}'. Put "
                        + $"its files under {body.Pipeline}/{body.Batch}/."
                );
            }

            return await calls.OnceAsync(
                request,
                body.Pipeline,
                caller,
                body,
                command => StartAsync(client, body, new(caller.Name, caller.ObjectId), command.Key, cancellation),
                cancellation
            );
        });

    private async Task<ApiReply> StartAsync(
        DurableTaskClient client,
        StartRunBody body,
        Starter startedBy,
        string? key,
        CancellationToken cancellation
    )
    {
        var started = await starter.StartAsync(client, body.Pipeline, body.Batch, startedBy, key, cancellation);
        return started.RunId is { } runId
            ? new(
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
            }
            : throw ApiException.BadRequest(started.Problem!);
    }

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
