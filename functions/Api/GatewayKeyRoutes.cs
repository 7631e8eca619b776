using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;

namespace ServerlessML.Functions.Api;

/// <summary>Who may ask the gateway what. A gateway learns of a change within its <c>DiscoveryInterval</c>.</summary>
public sealed class GatewayKeyRoutes(GatewayKeyStore keys, AuditLog audit, TimeProvider time)
{
    [Function("ListGatewayKeys")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gateway/keys")] HttpRequestData request,
        CancellationToken cancellation
    ) =>
        request.AnswerAsync([Role.Operator], async _ =>
            ApiReply.Ok(new { keys = (await keys.ListAsync(cancellation)).OrderBy(key => key.Name, StringComparer.Ordinal).Select(View) })
        );

    [Function("MakeGatewayKey")]
    public Task<HttpResponseData> MakeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "gateway/keys/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Operator], async caller =>
        {
            ApiCall.Checked(key, "key");
            var body = Checked(await request.BodyAsync<GatewayKeyBody>(cancellation));
            var (secret, made) = await keys.MakeAsync(
                new()
                {
                    Name = key,
                    Digest = default,
                    Rights = [.. body.Rights.Distinct()],
                    Deployments = body.Deployments,
                    Until = body.Until,
                    Since = default,
                    By = caller.Name,
                },
                cancellation
            );
            await RecordAsync(ApprovalAction.MakeKey, made.Name, made.Since, Rights(made), caller, cancellation);
            return new ApiReply(
                HttpStatusCode.Created,
                new
                {
                    key = secret,
                    known = View(made),
                    hint = "The key is not stored and is shown only now: keep it.",
                }
            );
        });

    [Function("RemoveGatewayKey")]
    public Task<HttpResponseData> RemoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "gateway/keys/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellation
    ) => request.AnswerAsync([Role.Operator], async caller =>
        {
            if (!await keys.RemoveAsync(ApiCall.Checked(key, "key"), cancellation))
            {
                throw ApiException.NotFound($"The gateway has no key '{key}'. GET /api/gateway/keys lists them.");
            }

            await RecordAsync(ApprovalAction.RemoveKey, key, time.GetUtcNow(), null, caller, cancellation);
            return new ApiReply(HttpStatusCode.NoContent, null);
        });

    private Task<AuditEntry> RecordAsync(
        string action,
        string key,
        DateTimeOffset at,
        string? what,
        Caller caller,
        CancellationToken cancellation
    ) =>
        audit.AppendAsync(
            new()
            {
                Pipeline = AuditLog.Gateway,
                Key = AuditClaims.KeyOf(action, key, at),
                Action = action,
                Who = caller.Name,
                WhoId = caller.ObjectId,
                Role = Role.Operator,
                Comment = what is null ? $"key '{key}'" : $"key '{key}': {what}",
                At = at,
            },
            cancellation
        );

    private static string Rights(GatewayKey key) =>
        $"{string.Join(", ", key.Rights)} on {(key.Deployments is { } some ? string.Join(", ", some) : "every deployment")}"
        + (key.Until is { } until ? $", until {until:u}" : "");

    private GatewayKeyBody Checked(GatewayKeyBody body) =>
        body.Rights.Count == 0 || body.Rights.Any(right => !GatewayRight.All.Contains(right))
            ? throw ApiException.BadRequest(
                $"'rights' must be one or more of {string.Join(", ", GatewayRight.All)}, not [{string.Join(", ", body.Rights)}]."
            )
        : body.Deployments is { Count: 0 }
            ? throw ApiException.BadRequest("'deployments' is empty. Name some, or leave it out for every deployment.")
        : body.Deployments?.FirstOrDefault(name => !Names.IsPipeline(name)) is { } wrong
            ? throw ApiException.BadRequest($"'{wrong}' in 'deployments' is not the name of a deployment. A name has {Names.PipelineRule}.")
        : body.Until <= time.GetUtcNow()
            ? throw ApiException.BadRequest($"'until' is {body.Until:u}, which has passed. Give a later time, or leave it out.")
        : body;

    private static object View(GatewayKey key) =>
        new
        {
            key.Name,
            key.Rights,
            key.Deployments,
            key.Until,
            key.Since,
            key.By,
        };
}
