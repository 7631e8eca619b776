using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Functions.Audit;

namespace ServerlessML.Functions.Api;

/// <summary>Who did what, when, and what they saw.</summary>
public sealed class AuditRoutes(AuditLog audit)
{
    private const int MostEntries = 200;

    [Function("ShowAudit")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit/{pipeline}")] HttpRequestData request,
        string pipeline,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            if (pipeline != AuditLog.Gateway)
            {
                ApiCall.Checked(pipeline);
            }

            var top = request.Number("top", 50, 1, MostEntries);
            // Without a place to begin, the newest.
            var after = request.Query["after"] is null
                ? Math.Max(0, await audit.EndAsync(pipeline, cancellation) - top)
                : request.Number("after", 0, 0, long.MaxValue);
            return ApiReply.Ok(new { pipeline, entries = await audit.ReadAsync(pipeline, after, (int)top, cancellation) });
        });
}
