using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Functions.Identity;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Api.Commands;

/// <summary>Does what a request with an idempotency key asks for, once; to each later request of the key it answers the same.</summary>
public sealed class IdempotentCalls(CommandStore records, TrafficPlans plans, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int LongestId = 50;

    /// <param name="request">The request.</param>
    /// <param name="pipeline">Whose keys; a deployment has its pipeline's.</param>
    /// <param name="caller">Who asks. A key is that person's.</param>
    /// <param name="body">What is asked, as it was read.</param>
    /// <param name="act">Does it; making the same command twice is making it once.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ApiException">The key was used for another request.</exception>
    internal async Task<ApiReply> OnceAsync(
        HttpRequestData request,
        string pipeline,
        Caller caller,
        object body,
        Func<KeyedCommand, Task<ApiReply>> act,
        CancellationToken cancellation
    )
    {
        if (request.Header(Header) is not { } key)
        {
            return await act(new(Guid.NewGuid().ToString("N"), null, null));
        }

        if (key.Length == 0)
        {
            throw ApiException.BadRequest($"The header {Header} is empty. Send a text that is this request's alone, or leave it out.");
        }

        var digest = CanonicalJson.DigestOf(
            new
            {
                path = request.Url.AbsolutePath,
                who = caller.ObjectId ?? caller.Name,
                body,
            }
        );
        var (record, isNew) = await records.OpenAsync(
            key,
            new()
            {
                Pipeline = pipeline,
                Key = key,
                Request = digest,
                By = caller.Name,
                At = time.GetUtcNow(),
                Revision = (await plans.FindAsync(pipeline, cancellation))?.Revision,
            },
            cancellation
        );
        if (record.Request != digest)
        {
            throw new ApiException(
                HttpStatusCode.UnprocessableEntity,
                "Key used before",
                $"The {Header} of this request was used at {record.At:yyyy-MM-dd HH:mm:ss}Z by {record.By} for another request. "
                    + $"Use a key once; to send the same request again, send the same body."
            );
        }

        if (record.Status is null)
        {
            var reply = await AnswerAsync(request, act, new(IdOf(key), key, isNew ? null : record.Revision ?? 0));
            record = await records.KeepAnswerAsync(pipeline, key, (int)reply.Status, reply.Body, cancellation)
                ?? throw new InvalidOperationException($"The record of a command of '{pipeline}' was deleted while it was carried out.");
        }

        var answer = record.Answer!.Value;
        return new((HttpStatusCode)record.Status!.Value, answer.GetRawText())
        {
            ContentType = record.Status >= 400 ? ApiCall.ProblemType : "application/json",
            // Of what was started the answer says where it is.
            Headers =
                record.Status < 400 && answer.TryGetProperty("links", out var links) && links.TryGetProperty("self", out var self)
                    ? new Dictionary<string, string> { ["Location"] = self.GetString()! }
                    : new Dictionary<string, string>(),
        };
    }

    // A refusal by the state is an answer, too: the state may be another when the request comes again.
    private static async Task<ApiReply> AnswerAsync(HttpRequestData request, Func<KeyedCommand, Task<ApiReply>> act, KeyedCommand command)
    {
        try
        {
            return await act(command);
        }
        catch (RefusedException e) when (e.Kind == Refusal.Conflict)
        {
            return ApiCall.ProblemOf(request, ApiCall.Problem(e));
        }
    }

    /// <summary>Names what is done for the key: the key itself where it can be part of a name.</summary>
    internal static string IdOf(string key) => InstanceIds.Fitting(key, LongestId);
}
