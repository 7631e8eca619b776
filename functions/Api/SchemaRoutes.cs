using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Api;

/// <summary>A pipeline's schema: what it is, where a batch is not like it, and its changes.</summary>
public sealed class SchemaRoutes(SchemaAcceptance acceptance, IdempotentCalls calls)
{
    [Function("ShowSchema")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines/{pipeline}/schema")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ => ApiReply.Ok(await acceptance.ShownAsync(ApiCall.Checked(pipeline), cancellation)));

    [Function("CompareSchema")]
    public Task<HttpResponseData> CompareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines/{pipeline}/schema/diff")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var run = request.Query["run"]
                ?? throw ApiException.BadRequest("'run' is missing. Name the run whose batch is compared: ?run=…");
            var schema = await acceptance.ShownAsync(ApiCall.Checked(pipeline), cancellation);
            return ApiReply.Ok(
                new
                {
                    pipeline,
                    schema.Version,
                    run,
                    differences = await acceptance.DifferencesAsync(pipeline, run, cancellation),
                }
            );
        });

    [Function("AcceptSchema")]
    public Task<HttpResponseData> AcceptAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pipelines/{pipeline}/schema/accept")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            ApiCall.Checked(pipeline);
            var body = await request.BodyAsync<SchemaBody>(cancellation);
            GivenText.RequireReason(body.Reason);
            return await calls.OnceAsync(
                request,
                pipeline,
                caller,
                body,
                async command => new ApiReply(
                    HttpStatusCode.OK,
                    await acceptance.AcceptAsync(
                        pipeline,
                        (body.Version, body.Run, body.Reason, body.Columns is { Count: > 0 } columns ? columns : null),
                        caller,
                        command.Id,
                        cancellation
                    )
                ),
                cancellation
            );
        });
}
