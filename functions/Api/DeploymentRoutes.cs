using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Api.Commands;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Api;

/// <summary>A pipeline's models, and its deployment's traffic.</summary>
public sealed class DeploymentRoutes(
    ModelRegistry models,
    TrafficPlans plans,
    Release release,
    IdempotentCalls calls,
    AuditLog audit,
    ILogger<DeploymentRoutes> log
)
{
    [Function("ListModels")]
    public Task<HttpResponseData> ModelsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines/{pipeline}/models")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) =>
        request.AnswerAsync([], async _ =>
            ApiReply.Ok(
                new
                {
                    aliases = await models.AliasesAsync(ApiCall.Checked(pipeline), cancellation),
                    versions = await models.ListAsync(pipeline, cancellation),
                }
            )
        );

    [Function("ShowTraffic")]
    public Task<HttpResponseData> TrafficAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deployments/{deployment}/traffic")] HttpRequestData request,
        string deployment,
        CancellationToken cancellation
    ) =>
        request.AnswerAsync([], async _ =>
            ApiReply.Ok(
                await plans.FindAsync(ApiCall.Checked(deployment, "deployment"), cancellation)
                    ?? throw ApiException.NotFound($"The deployment '{deployment}' has no traffic plan. Its first release writes one.")
            )
        );

    [Function("RollBack")]
    public Task<HttpResponseData> RollBackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deployments/{deployment}/rollback")] HttpRequestData request,
        string deployment,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Operator, Role.Approver], async caller =>
        {
            ApiCall.Checked(deployment, "deployment");
            var body = await request.BodyAsync<RollbackBody>(cancellation);
            GivenText.RequireReason(body.Reason);
            return await calls.OnceAsync(
                request,
                deployment,
                caller,
                body,
                command => RollBackAsync(client, deployment, caller, body, command, cancellation),
                cancellation
            );
        });

    private async Task<ApiReply> RollBackAsync(
        DurableTaskClient client,
        string deployment,
        Caller caller,
        RollbackBody body,
        KeyedCommand command,
        CancellationToken cancellation
    )
    {
        var asked = new RollbackRequest
        {
            Deployment = deployment,
            ChangeId = $"rollback:{command.Id}",
            By = caller.Name,
            ById = caller.ObjectId,
            Reason = body.Reason,
            Role = caller.Roles.FirstOrDefault(role => role is Role.Operator or Role.Approver),
            Version = body.Version,
            Revision = body.Revision,
            Key = command.Key,
        };
        await FollowAsync(client, asked, cancellation);
        var plan = await release.RollBackAsync(client, asked, command.Since, cancellation);
        // After the traffic: nothing stands in the way of taking it back.
        await FinishRollback.RecordAsync(audit, asked, plan, cancellation);
        return new(HttpStatusCode.OK, plan);
    }

    // Finishes what this request cannot, should it be killed. That nobody will is no reason to leave the traffic where it is.
    private async Task FollowAsync(DurableTaskClient client, RollbackRequest asked, CancellationToken cancellation)
    {
        try
        {
            await RunStarter.ScheduleUnlessRunningAsync(
                client,
                nameof(RollbackCompletion),
                RollbackCompletion.InstanceOf(asked.Deployment, asked.ChangeId),
                asked,
                cancellation
            );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(
                e,
                "The rollback {Change} of {Deployment} has no orchestration that finishes it if this request is killed",
                asked.ChangeId,
                asked.Deployment
            );
        }
    }
}
