using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>What people do to a run: cancel, reproduce.</summary>
public sealed class RunActionRoutes(RunManifests manifests, AuditLog audit, TimeProvider time)
{
    [Function("CancelRun")]
    public Task<HttpResponseData> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/cancel")] HttpRequestData request,
        string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var instance = await RunViews.FindAsync(client, runId, cancellation);
            if (instance.IsCompleted)
            {
                throw ApiException.Conflict($"The run '{runId}' has ended already.");
            }

            if (RunViews.StatusOf(instance) is { Stage: Stage.Rollout })
            {
                throw ApiException.Conflict($"The run '{runId}' is moving traffic; roll its deployment back instead, so that the traffic goes back with it.");
            }

            var reason = $"cancelled by {caller.Name}";
            await client.TerminateInstanceAsync(runId, new TerminateInstanceOptions(reason, Recursive: true), cancellation);
            if (await manifests.FindAsync(runId, cancellation) is { } run)
            {
                await manifests.ChangeAsync(runId, manifest => manifest.EndedAt is null ? Ended(manifest, reason) : manifest, cancellation);
                await audit.AppendAsync(new()
                {
                    Pipeline = run.Pipeline, Key = $"{runId}:cancel", Action = ApprovalAction.Cancel, Who = caller.Name, WhoId = caller.ObjectId,
                    Role = caller.Roles.FirstOrDefault(role => role is Role.Operator or Role.Engineer), RunId = runId, Evidence = run.Evidence, At = time.GetUtcNow(),
                }, cancellation);
            }

            return new ApiReply(HttpStatusCode.Accepted, new { runId, state = RunState.Cancelled });
        });

    [Function("ReproduceRun")]
    public Task<HttpResponseData> ReproduceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/reproduce")] HttpRequestData request,
        string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([Role.Engineer, Role.Operator], async caller =>
        {
            var original = await manifests.FindAsync(runId, cancellation) ?? throw ApiException.NotFound($"There is no run '{runId}', or it has no manifest yet.");
            if (original.Model is not { } model)
            {
                throw ApiException.Conflict($"The run '{runId}' has trained no model: there is nothing to reproduce.");
            }

            // A key of the caller's makes a repeated request the same run; without one every request is a run of its own.
            var key = request.Header("Idempotency-Key") ?? Guid.NewGuid().ToString("N");
            var reproduction = RunId.For(original.Pipeline, model, $"reproduce:{key}");
            var isNew = await RunStarter.ScheduleOnceAsync(
                client, nameof(ModelReproduction), reproduction,
                new ReproductionRequest { RunId = reproduction, OriginalRunId = runId, StartedBy = caller.Name }, cancellation);
            return new ApiReply(isNew ? HttpStatusCode.Accepted : HttpStatusCode.OK, new { runId = reproduction, isNew, links = RunViews.Links(reproduction) });
        });

    private RunManifest Ended(RunManifest manifest, string reason)
    {
        var now = time.GetUtcNow();
        var ended = RunManifests.WithStep(manifest, new() { Key = "cancelled", Stage = manifest.Steps[^1].Stage, What = reason, At = now });
        return ended with { State = RunState.Cancelled, Outcome = reason, EndedAt = now };
    }
}
