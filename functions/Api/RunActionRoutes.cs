using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Cancellation;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Intake;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Reproduction;

namespace ServerlessML.Functions.Api;

/// <summary>What people do to a run: cancel, reproduce.</summary>
public sealed class RunActionRoutes(RunManifests manifests, Cancellations cancellations, IdempotentCalls calls, TimeProvider time)
{
    [Function("CancelRun")]
    public Task<HttpResponseData> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/cancel")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var instance = await RunInstances.FindAsync(client, runId, cancellation);
            // One that was terminated without a word in its manifest is cancelled to its end.
            if (
                instance.IsCompleted
                && (
                    instance.RuntimeStatus != OrchestrationRuntimeStatus.Terminated
                    || await manifests.FindAsync(runId, cancellation) is { EndedAt: not null }
                )
            )
            {
                throw HasEnded(runId);
            }

            if (!instance.IsCompleted && RunInstances.StatusOf(instance) is { Stage: Stage.Rollout })
            {
                throw MovesTraffic(runId);
            }

            var outcome = await cancellations.CancelAsync(
                client,
                new()
                {
                    RunId = runId,
                    By = caller.Name,
                    ById = caller.ObjectId,
                    Role = caller.Roles.FirstOrDefault(role => role is Role.Operator or Role.Engineer),
                    At = time.GetUtcNow(),
                },
                cancellation
            );
            return outcome switch
            {
                CancelOutcome.Ended => throw HasEnded(runId),
                CancelOutcome.MovesTraffic => throw MovesTraffic(runId),
                CancelOutcome.Cancelled => new(HttpStatusCode.Accepted, new { runId, state = RunState.Cancelled }),
                _ => new ApiReply(
                    HttpStatusCode.Accepted,
                    new
                    {
                        runId,
                        state = RunState.Running,
                        message = "the run is being cancelled",
                    }
                ),
            };
        });

    [Function("ReproduceRun")]
    public Task<HttpResponseData> ReproduceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/reproduce")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var original = await manifests.ShownAsync(runId, cancellation);
            if (original.Model is not { } model)
            {
                throw ApiException.Conflict($"The run '{runId}' has trained no model, so there is nothing to reproduce.");
            }

            // A key of the caller's makes a repeated request the same run; without one every request is a run of its own.
            return await calls.OnceAsync(
                request,
                original.Pipeline,
                caller,
                new { },
                command => ReproduceAsync(client, original, model, caller.Name, command.Key ?? command.Id, cancellation),
                cancellation
            );
        });

    private static async Task<ApiReply> ReproduceAsync(
        DurableTaskClient client,
        RunManifest original,
        Digest model,
        string startedBy,
        string key,
        CancellationToken cancellation
    )
    {
        var reproduction = RunId.For(original.Pipeline, model, $"reproduce:{key}");
        var isNew = await RunStarter.ScheduleOnceAsync(
            client,
            nameof(ModelReproduction),
            reproduction,
            new ReproductionRequest
            {
                RunId = reproduction,
                OriginalRunId = original.RunId,
                StartedBy = startedBy,
            },
            cancellation
        );
        return new(
            isNew ? HttpStatusCode.Accepted : HttpStatusCode.OK,
            new
            {
                runId = reproduction,
                isNew,
                links = RunViews.Links(reproduction),
            }
        );
    }

    private static ApiException HasEnded(string runId) => ApiException.Conflict($"The run '{runId}' has ended and cannot be cancelled.");

    private static ApiException MovesTraffic(string runId) =>
        ApiException.Conflict(
            $"The run '{runId}' moves traffic and cannot be cancelled. Roll its deployment back, so that the traffic goes back with it."
        );
}
