using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Api;

/// <summary>What every route does around its own work: asks who calls, and answers in one form.</summary>
internal static class ApiCall
{
    internal const string ProblemType = "application/problem+json";
    private const string PageRule = "Content-Security-Policy";

    /// <param name="request">The request.</param>
    /// <param name="roles">Any one of these is needed; none given: any role.</param>
    /// <param name="handle">The route's own work.</param>
    public static async Task<HttpResponseData> AnswerAsync(
        this HttpRequestData request,
        IReadOnlyList<string> roles,
        Func<Caller, Task<ApiReply>> handle
    )
    {
        try
        {
            var callers = Callers.For(request);
            var caller = callers.Of(request) ?? throw new ApiException(HttpStatusCode.Unauthorized, "Unauthorized", callers.Hint);
            var needed = roles.Count == 0 ? Role.All : roles;
            if (!caller.Roles.Any(needed.Contains))
            {
                throw new ApiException(
                    HttpStatusCode.Forbidden,
                    "Forbidden",
                    $"'{caller.Name}' has the roles [{string.Join(", ", caller.Roles)}]; this request needs one of "
                        + $"[{string.Join(", ", needed)}]."
                );
            }

            return await WriteAsync(request, await handle(caller));
        }
        catch (ApiException problem)
        {
            return await ProblemAsync(request, problem);
        }
        catch (RefusedException e)
        {
            return await ProblemAsync(request, Problem(e));
        }
        catch (PipelineFormatException e)
        {
            return await ProblemAsync(
                request,
                new(HttpStatusCode.BadRequest, "Not a valid pipeline", e.Message)
                {
                    More = new Dictionary<string, object> { ["problems"] = e.Problems },
                }
            );
        }
        catch (DigestMismatchException e)
        {
            return await ProblemAsync(request, new(HttpStatusCode.InternalServerError, "Damaged content", e.Message));
        }
        catch (ArmRefusedException e)
        {
            return await ProblemAsync(request, ApiException.Conflict(e.Message));
        }
        catch (ArmUnavailableException e)
        {
            return await ProblemAsync(request, new(HttpStatusCode.ServiceUnavailable, "Azure is unavailable", e.Message));
        }
        catch (PermanentFailureException e)
        {
            return await ProblemAsync(request, ApiException.NotFound(e.Message));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException { InnerException: RequestFailedException })
        {
            return await ProblemAsync(
                request,
                new(
                    HttpStatusCode.ServiceUnavailable,
                    "Storage is unavailable",
                    "The storage account does not answer as it should. Send the request again in a moment."
                )
            );
        }
    }

    internal static ApiException Problem(RefusedException refused)
    {
        var (status, title) = refused.Kind switch
        {
            Refusal.NotFound => (HttpStatusCode.NotFound, "Not found"),
            Refusal.Conflict => (HttpStatusCode.Conflict, "Conflict"),
            _ => (HttpStatusCode.Forbidden, "Forbidden"),
        };
        return new(status, refused.Title ?? title, refused.Message) { More = refused.More };
    }

    /// <exception cref="ApiException">The body is not JSON of that form.</exception>
    public static async Task<T> BodyAsync<T>(this HttpRequestData request, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, StrictBody.Options, cancellation)
                ?? throw ApiException.BadRequest($"The body is null. Send a JSON object: {Shape<T>()}.");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"The body does not fit this route: {UnfitBody.Of(e)}. Send a JSON object: {Shape<T>()}.");
        }
    }

    /// <exception cref="ApiException">The query's number is none, or out of bounds.</exception>
    public static long Number(this HttpRequestData request, string name, long otherwise, long least, long most) =>
        request.Query[name] is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw ApiException.BadRequest($"'{name}' must be a whole number from {least} to {most}, not '{text}'.");

    /// <exception cref="ApiException">The name cannot be a pipeline's, which is its deployment's too.</exception>
    public static string Checked(string name, string what = "pipeline") =>
        Names.IsPipeline(name)
            ? name
            : throw ApiException.BadRequest($"'{name}' is not the name of a {what}. A name has {Names.PipelineRule}.");

    public static string? Header(this HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Shape<T>() =>
        string.Join(", ", typeof(T).GetProperties().Select(member => $"'{Wire.Options.PropertyNamingPolicy!.ConvertName(member.Name)}'"));

    private static Task<HttpResponseData> ProblemAsync(HttpRequestData request, ApiException problem) =>
        WriteAsync(request, ProblemOf(request, problem));

    internal static ApiReply ProblemOf(HttpRequestData request, ApiException problem)
    {
        var body = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["type"] = "about:blank",
            ["title"] = problem.Title,
            ["status"] = (int)problem.Status,
            ["detail"] = problem.Message,
            ["instance"] = request.Url.AbsolutePath,
        };
        foreach (var (name, value) in problem.More)
        {
            body[name] = value;
        }

        return new(problem.Status, body) { ContentType = ProblemType };
    }

    private static async Task<HttpResponseData> WriteAsync(HttpRequestData request, ApiReply reply)
    {
        var response = request.CreateResponse(reply.Status);
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers.Add(name, value);
        }

        response.Headers.Add("Content-Type", reply.ContentType);
        response.Headers.Add("Cache-Control", "no-store");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        if (!reply.Headers.ContainsKey(PageRule))
        {
            // Nothing of it is a page: opened as one, it loads and runs nothing.
            response.Headers.Add(PageRule, "default-src 'none'; frame-ancestors 'none'; sandbox");
        }

        if (reply.Body is { } body)
        {
            var bytes =
                body as byte[]
                ?? (body is string text ? Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(body, Wire.Options));
            await response.Body.WriteAsync(bytes);
        }

        return response;
    }
}
