using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout.Routing;

namespace ServerlessML.Functions.Api;

/// <summary>Pipelines' definitions.</summary>
public sealed class PipelineRoutes(
    PipelineStore pipelines,
    DefinitionChange change,
    LandingZone landing,
    RunStarter starter,
    TrafficRules rules
)
{
    [Function("ListPipelines")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines")] HttpRequestData request,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ => ApiReply.Ok(new { pipelines = await pipelines.ListAsync(cancellation) }));

    [Function("ShowPipeline")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines/{pipeline}")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var stored = await pipelines.FindAsync(ApiCall.Checked(pipeline), cancellation)
                ?? throw ApiException.NotFound($"There is no pipeline '{pipeline}'. Put its definition to /api/pipelines/{pipeline}.");
            return new ApiReply(HttpStatusCode.OK, stored.Text)
            {
                ContentType = "application/yaml",
                Headers = new Dictionary<string, string>
                {
                    ["ETag"] = stored.Tag,
                    ["X-Definition-Digest"] = stored.Definition.Digest().ToString(),
                },
            };
        });

    /// <summary>Takes the YAML as it is; batches that waited for the pipeline start.</summary>
    [Function("PutPipeline")]
    public Task<HttpResponseData> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "pipelines/{pipeline}")] HttpRequestData request,
        string pipeline,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var text = await request.ReadAsStringAsync() ?? "";
            var definition = PipelineYaml.Parse(text);
            if (definition.Name != ApiCall.Checked(pipeline))
            {
                throw ApiException.BadRequest(
                    $"The definition is named '{definition.Name}', but the address says '{pipeline}'. Make them agree."
                );
            }

            if (rules.Problems(definition.Rollout) is { Count: > 0 } problems)
            {
                throw ApiException.BadRequest($"The rollout cannot be observed and would hold forever:\n{string.Join("\n", problems)}");
            }

            var tag = await change.PutAsync(definition, text, request.Header("If-Match"), caller, cancellation)
                ?? throw new ApiException(
                    HttpStatusCode.PreconditionFailed,
                    "Changed meanwhile",
                    $"The definition of '{pipeline}' is no longer the one that If-Match names. Get it again and apply your change to it."
                );
            var started = await StartWaitingAsync(client, pipeline, caller, cancellation);
            return new ApiReply(
                HttpStatusCode.OK,
                new
                {
                    pipeline,
                    digest = definition.Digest(),
                    started,
                }
            )
            {
                Headers = new Dictionary<string, string> { ["ETag"] = tag },
            };
        });

    private async Task<IReadOnlyList<string>> StartWaitingAsync(
        DurableTaskClient client,
        string pipeline,
        Caller caller,
        CancellationToken cancellation
    )
    {
        List<string> started = [];
        foreach (var batch in await landing.BatchesAsync(pipeline, cancellation))
        {
            // Batches that arrived while there was no definition, or a broken one.
            if (
                await starter.WaitsAsync(pipeline, batch, cancellation)
                && (await starter.StartMarkedAsync(client, pipeline, batch, new(caller.Name, caller.ObjectId), cancellation)).RunId
                    is { } runId
            )
            {
                started.Add(runId);
            }
        }

        return started;
    }
}
