using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Rollout;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>A pipeline's models, and its deployment's traffic.</summary>
public sealed class DeploymentRoutes(ModelRegistry models, TrafficPlans plans, Release release, AuditLog audit)
{
    [Function("ListModels")]
    public Task<HttpResponseData> ModelsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pipelines/{pipeline}/models")] HttpRequestData request, string pipeline, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => ApiReply.Ok(new
        {
            aliases = await models.AliasesAsync(Checked(pipeline), cancellation),
            versions = await models.ListAsync(pipeline, cancellation),
        }));

    [Function("ShowTraffic")]
    public Task<HttpResponseData> TrafficAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deployments/{deployment}/traffic")] HttpRequestData request, string deployment, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => ApiReply.Ok(
            await plans.FindAsync(Checked(deployment), cancellation) ?? throw ApiException.NotFound($"The deployment '{deployment}' has no traffic plan yet.")));

    [Function("RollBack")]
    public Task<HttpResponseData> RollBackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deployments/{deployment}/rollback")] HttpRequestData request,
        string deployment, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        request.AnswerAsync([Role.Operator, Role.Approver], async caller =>
        {
            var body = await request.BodyAsync<RollbackBody>(cancellation);
            var key = request.Header("Idempotency-Key") ?? Guid.NewGuid().ToString("N");
            var plan = await release.RollBackAsync(client, Checked(deployment), body.Version, caller.Name, body.Reason, $"rollback:{key}", cancellation);
            // After the traffic: nothing stands in the way of taking it back. Asked again with the same key, what is missing is written.
            await audit.AppendAsync(new()
            {
                Pipeline = deployment, Key = $"{deployment}:rollback:{key}", Action = ApprovalAction.Rollback, Who = caller.Name, WhoId = caller.ObjectId,
                Role = caller.Roles.FirstOrDefault(role => role is Role.Operator or Role.Approver), Comment = $"to version {plan.Arms[0].Version}: {body.Reason}", At = plan.UpdatedAt,
            }, cancellation);
            return new ApiReply(HttpStatusCode.OK, plan);
        });

    private static string Checked(string name) =>
        Names.IsPipeline(name) ? name : throw ApiException.BadRequest($"'{name}' is not a deployment's name: {Names.PipelineRule}.");
}
