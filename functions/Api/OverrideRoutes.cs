using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Api;

/// <summary>What people do about a quarantined batch. Any role may ask: the pipeline's policy says who has a say.</summary>
public sealed class OverrideRoutes(OverrideSubmission submission, RunManifests manifests, IdempotentCalls calls)
{
    [Function("OverrideRun")]
    public Task<HttpResponseData> OverrideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/override")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async caller =>
        {
            var body = await request.BodyAsync<OverrideBody>(cancellation);
            GivenText.RequireReason(body.Reason);
            var run = await manifests.ShownAsync(runId, cancellation);
            return await calls.OnceAsync(
                request,
                run.Pipeline,
                caller,
                body,
                async command =>
                    new(
                        HttpStatusCode.Accepted,
                        new
                        {
                            runId,
                            decision = await submission.SubmitAsync(
                                client,
                                runId,
                                caller,
                                (body.Report, body.Reason, body.Baseline),
                                command.Id,
                                cancellation
                            ),
                        }
                    ),
                cancellation
            );
        });
}
