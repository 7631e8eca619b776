using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Approval;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Identity;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Api;

/// <summary>What people do about an approval. Any role may ask: the run's policy says who has a say.</summary>
public sealed class ApprovalRoutes(DecisionSubmission submission)
{
    [Function("DecideRun")]
    public Task<HttpResponseData> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/decision")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async caller =>
        {
            var body = await request.BodyAsync<DecisionBody>(cancellation);
            var kind = body.Kind();
            var decision = await submission.DecideAsync(
                client,
                runId,
                caller,
                body.Evidence,
                blank => blank with { Kind = kind, Approved = kind == DecisionKind.Approve, Comment = body.Comment },
                cancellation
            );
            return new ApiReply(HttpStatusCode.Accepted, new { runId, decision });
        });

    [Function("DelegateRun")]
    public Task<HttpResponseData> DelegateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "runs/{runId}/delegation")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async caller =>
        {
            var body = await request.BodyAsync<DelegationBody>(cancellation);
            if (body.To is not { Length: > 0 and <= 200 })
            {
                throw ApiException.BadRequest($"'to' must be a person's identity of 1 to 200 characters, not of {body.To?.Length ?? 0}.");
            }

            // A name that looks like another's is another's vote.
            if (body.To.Trim().Length != body.To.Length || body.To.Any(IsUnseen))
            {
                throw ApiException.BadRequest(
                    "'to' must be a person's identity as their token says it, without blanks around it or characters that are not seen."
                );
            }

            GivenText.Check(body.Comment, "comment");
            var decision = await submission.DecideAsync(
                client,
                runId,
                caller,
                null,
                blank => blank with { Kind = DecisionKind.Delegate, To = body.To, Comment = body.Comment },
                cancellation
            );
            return new ApiReply(HttpStatusCode.Accepted, new { runId, decision });
        });

    [Function("ShowApproval")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/approval")] HttpRequestData request,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async caller => ApiReply.Ok(View(await submission.OpenAsync(client, runId, cancellation), caller)));

    private static ApprovalView View(ApprovalCase known, Caller caller)
    {
        var state =
            known.Waiting is null && known.Manifest.Evidence is null ? null : ApprovalRule.Judge(known.Terms, known.Manifest.Decisions);
        return new()
        {
            RunId = known.Manifest.RunId,
            Waiting = known.Waiting is not null,
            Message = known.Progress is { } progress ? ApprovalText.Waiting(progress, known.Now) : known.Manifest.Outcome,
            StartedBy = known.Manifest.StartedBy,
            Policy = known.Policy,
            Evidence = known.Waiting ?? known.Manifest.Evidence,
            State = state?.Outcome.ToString().ToLowerInvariant(),
            Quorum = known.Progress?.Quorum ?? state?.Quorum,
            Progress = known.Progress,
            Decisions = known.Manifest.Decisions,
            YouCannotApprove = known.Waiting is { } evidence ? known.Refusal(Approval(caller, evidence, known.Now))?.Reason : null,
        };
    }

    private static bool IsUnseen(char character) =>
        char.IsControl(character)
        || char.GetUnicodeCategory(character)
            is UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;

    private static ApprovalDecision Approval(Caller caller, Digest evidence, DateTimeOffset now) =>
        new()
        {
            Evidence = evidence,
            Approved = true,
            By = caller.Name,
            ById = caller.ObjectId,
            Role = caller.Roles[0],
            Roles = caller.Roles,
            At = now,
        };
}
