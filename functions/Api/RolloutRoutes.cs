using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Identity;
using ServerlessML.Experiments.Rollout;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Rollout;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Api;

/// <summary>What people see of a rollout, and what they tell it.</summary>
public sealed class RolloutRoutes(
    RolloutOrders orders,
    TrafficPlans plans,
    IdempotentCalls calls,
    DocumentStore documents,
    TimeProvider time
)
{
    private const int MostLooks = 200;

    [Function("ShowRollout")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/rollout")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var instance = (
                Names.IsBatch(runId)
                    ? await client.GetInstanceAsync(ModelRollout.InstanceOf(runId), getInputsAndOutputs: true, cancellation)
                    : null
            )
                ?? throw ApiException.NotFound(
                    $"The run '{runId}' has no rollout: it has not come to it, its version is the pipeline's first, or its ramp "
                        + $"began before December 2026 without guardrails."
                );
            var progress = instance.ReadInputAs<RolloutProgress>()!;
            List<string> names = [];
            await foreach (
                var name in documents.ListAsync(
                    StorageLayout.Deployments,
                    StorageLayout.RolloutLooks(progress.Ramp.Deployment, runId),
                    cancellation
                )
            )
            {
                names.Add(name);
            }

            List<RolloutLook> looks = [];
            foreach (var name in names.TakeLast(MostLooks))
            {
                var look = (await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, name, cancellation))!.Value;
                // Evidence is for the next look; people are told what it showed.
                looks.Add(look with { Verdict = look.Verdict is { } verdict ? verdict with { Evidence = RolloutEvidence.None } : null });
            }

            return ApiReply.Ok(
                new
                {
                    runId,
                    progress.Ramp.Deployment,
                    progress.Ramp.Version,
                    progress.Ramp.Champion,
                    progress.Ramp.Policy,
                    isRunning = instance.IsRunning,
                    status = RunInstances.StatusOf(instance),
                    revision = (await plans.FindAsync(progress.Ramp.Deployment, cancellation))?.Revision,
                    looks,
                    curve = LiftCurve.Of(progress.Ramp.Policy, looks),
                }
            );
        });

    [Function("OrderRollout")]
    public Task<HttpResponseData> OrderAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deployments/{deployment}/rollout/{order}")] HttpRequestData request,
        string deployment,
        string order,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Operator, Role.Approver], async caller =>
        {
            ApiCall.Checked(deployment, "deployment");
            // Not by parsing: that takes numbers and lists of names too.
            if (
                Enum.GetValues<RolloutCommandKind>()
                    .Where(known => known.ToString().Equals(order, StringComparison.OrdinalIgnoreCase))
                    .ToList()
                is not [var word]
            )
            {
                throw ApiException.NotFound($"'{order}' is not a rollout command; the commands are pause, resume, skip and abort.");
            }

            var body = await request.BodyAsync<RolloutCommandBody>(cancellation);
            GivenText.RequireReason(body.Reason);
            return await calls.OnceAsync(
                request,
                deployment,
                caller,
                body,
                async once =>
                {
                    var command = new RolloutCommand
                    {
                        Order = word,
                        By = caller.Name,
                        ById = caller.ObjectId,
                        Role = caller.Roles.FirstOrDefault(role => role is Role.Operator or Role.Approver),
                        Reason = body.Reason,
                        Id = once.Id,
                        At = time.GetUtcNow(),
                        Revision = body.Revision,
                    };
                    var version = await orders.TellAsync(client, deployment, command, cancellation);
                    return new(
                        HttpStatusCode.Accepted,
                        new
                        {
                            deployment,
                            version = version.Version,
                            runId = version.RunId,
                            command,
                        }
                    );
                },
                cancellation
            );
        });
}
