using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Approval.Card;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Api;

/// <summary>A run's documents, byte for byte as they are stored: whoever signs for a digest can compute it.</summary>
public sealed class RunDocumentRoutes(RunManifests manifests, ContentStore content)
{
    [Function("ShowManifest")]
    public Task<HttpResponseData> ManifestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/manifest")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ => Document(CanonicalJson.Serialize(await manifests.ShownAsync(runId, cancellation))));

    [Function("ShowValidation")]
    public Task<HttpResponseData> ValidationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/validation")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) =>
        request.AnswerAsync([], async _ =>
            (await manifests.ShownAsync(runId, cancellation)).Validation is { } digest
                ? Document(await content.GetAsync(digest, cancellation))
                : throw NotYet(runId, "validation report")
        );

    [Function("ShowEvidence")]
    public Task<HttpResponseData> EvidenceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/evidence")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ => await manifests.ShownAsync(runId, cancellation) switch
            {
                { Evidence: { } digest } => Document(await content.GetAsync(digest, cancellation)),
                var run => Document(CanonicalJson.Serialize(Ended(run))),
            });

    [Function("ShowEvaluation")]
    public Task<HttpResponseData> EvaluationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/evaluation")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var run = await manifests.ShownAsync(runId, cancellation);
            return run.Evidence is not { } evidence ? Document(CanonicalJson.Serialize(Ended(run)))
                : (await content.GetJsonAsync<Evidence>(evidence, cancellation)).Evaluation.Detail is { } digest
                    ? Document(await content.GetAsync(digest, cancellation))
                : throw ApiException.NotFound($"The evidence of the run '{runId}' has no details: it is from before they were kept.");
        });

    [Function("ShowCard")]
    public Task<HttpResponseData> CardAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/card")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var run = await manifests.ShownAsync(runId, cancellation);
            var validation = run.Validation is { } known ? await content.GetJsonAsync<ValidationReport>(known, cancellation) : null;
            ICard card =
                run.Evidence is { } digest ? await CardOfAsync(digest, cancellation)
                : run is { EndedAt: null, OverridableUntil: { } until, Override: null } && validation is not null
                    ? new WaitingCard(validation, until)
                : new EndedCard(Ended(run), validation);
            return request.Query["format"] switch
            {
                null or "html" => new ApiReply(HttpStatusCode.OK, HtmlCard.Write(card))
                {
                    ContentType = "text/html; charset=utf-8",
                    // Values from data are escaped; should one ever not be, it still cannot run.
                    Headers = new Dictionary<string, string>
                    {
                        ["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
                    },
                },
                "markdown" => new ApiReply(HttpStatusCode.OK, MarkdownCard.Write(card)) { ContentType = "text/markdown; charset=utf-8" },
                var other => throw ApiException.BadRequest($"'format' must be html or markdown, not '{other}'."),
            };
        });

    private async Task<ModelCard> CardOfAsync(Digest digest, CancellationToken cancellation)
    {
        var evidence = await content.GetJsonAsync<Evidence>(digest, cancellation);
        return new(
            digest,
            evidence,
            evidence.Evaluation.Detail is { } known ? await content.GetJsonAsync<EvaluationDetail>(known, cancellation) : null,
            await content.ExistsAsync(evidence.Validation, cancellation)
                ? await content.GetJsonAsync<ValidationReport>(evidence.Validation, cancellation)
                : null
        );
    }

    // A run that ended before there was anything to sign leaves what is known of its end.
    private static EndedRun Ended(RunManifest run) =>
        EndedRun.Of(run)
        ?? throw ApiException.NotFound($"The run '{run.RunId}' has no evidence yet: it has not ended, and nothing is evaluated.");

    private static ApiException NotYet(string runId, string what) =>
        ApiException.NotFound($"The run '{runId}' has no {what}: it has not come to it, or ended before it. GET /api/runs/{runId} tells.");

    private static ApiReply Document(byte[] bytes) =>
        new(HttpStatusCode.OK, bytes) { Headers = new Dictionary<string, string> { ["X-Content-Digest"] = Digest.Of(bytes).ToString() } };
}
