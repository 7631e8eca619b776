using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts;
using ServerlessML.Functions.Storage;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Triggers.Http;

/// <summary>A run's documents, byte for byte as they are stored: whoever signs for a digest can compute it.</summary>
public sealed class RunDocumentRoutes(RunManifests manifests, ContentStore content)
{
    [Function("ShowManifest")]
    public Task<HttpResponseData> ManifestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}/manifest")] HttpRequestData request, string runId, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => Document(CanonicalJson.Serialize(await FindAsync(runId, cancellation))));

    [Function("ShowValidation")]
    public Task<HttpResponseData> ValidationAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}/validation")] HttpRequestData request, string runId, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => (await FindAsync(runId, cancellation)).Validation is { } digest
            ? Document(await content.GetAsync(digest, cancellation))
            : throw ApiException.NotFound($"The run '{runId}' has no validation report yet."));

    [Function("ShowEvidence")]
    public Task<HttpResponseData> EvidenceAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}/evidence")] HttpRequestData request, string runId, CancellationToken cancellation) =>
        request.AnswerAsync([], async _ => (await FindAsync(runId, cancellation)).Evidence is { } digest
            ? Document(await content.GetAsync(digest, cancellation))
            : throw ApiException.NotFound($"The run '{runId}' has no evidence yet."));

    private async Task<RunManifest> FindAsync(string runId, CancellationToken cancellation) =>
        await manifests.FindAsync(runId, cancellation) ?? throw ApiException.NotFound($"There is no run '{runId}', or it has no manifest yet.");

    private static ApiReply Document(byte[] bytes) => new(HttpStatusCode.OK, bytes)
    {
        Headers = new Dictionary<string, string> { ["X-Content-Digest"] = Digest.Of(bytes).ToString() },
    };
}
