using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace ServerlessML.Functions.Arm;

/// <summary>
/// Asks Azure Resource Manager, as our identity. Errors say what was asked, the status and the service's words, and never a header or a
/// body.
/// </summary>
public sealed class ResourceManager
{
    /// <summary>How long an operation is waited for in one go; the durable retry of the step asks again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly HttpPipeline _pipeline;
    private readonly TimeProvider _time;

    public ResourceManager(ArmOptions options, TokenCredential credential, TimeProvider time, HttpPipelineTransport? transport = null)
    {
        Options = options;
        _time = time;
        var client = new Settings { RetryPolicy = new ClockedRetry(time) };
        client.Transport = transport ?? client.Transport;
        _pipeline = HttpPipelineBuilder.Build(
            client,
            new BearerTokenAuthenticationPolicy(credential, $"{options.Management.GetLeftPart(UriPartial.Authority)}/.default")
        );
    }

    public ArmOptions Options { get; }

    /// <returns>Null when there is none (404).</returns>
    public Task<ArmAnswer?> FindAsync(string path, string apiVersion, CancellationToken cancellation) =>
        FindAsync(path, apiVersion, [], cancellation);

    /// <param name="path">Of the resource.</param>
    /// <param name="apiVersion">Of the request.</param>
    /// <param name="query">What is asked besides.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null when there is none (404).</returns>
    public async Task<ArmAnswer?> FindAsync(
        string path,
        string apiVersion,
        IReadOnlyList<(string Name, string Value)> query,
        CancellationToken cancellation
    )
    {
        var address = new Uri(
            Address(path, apiVersion)
                + string.Concat(query.Select(pair => $"&{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"))
        );
        using var message = await AskAsync(RequestMethod.Get, address, null, null, cancellation);
        return message.Response.Status == 404 ? null : Read(message);
    }

    /// <summary>Every item of every page.</summary>
    public async IAsyncEnumerable<JsonNode> ListAsync(
        string path,
        string apiVersion,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var page = Address(path, apiVersion);
        while (page is not null)
        {
            ArmAnswer answer;
            using (var message = await AskAsync(RequestMethod.Get, page, null, null, cancellation))
            {
                answer = Read(message);
            }

            foreach (var item in ArmAnswer.At(answer.Body, "value") as JsonArray ?? [])
            {
                if (item is not null)
                {
                    yield return item;
                }
            }

            page = answer.Text("nextLink") is { Length: > 0 } next ? Ours(next) : null;
        }
    }

    /// <param name="method">PUT, PATCH or POST.</param>
    /// <param name="path">Of the resource.</param>
    /// <param name="apiVersion">Of the request.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="tag">The resource must still have it; null where the service gave none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The service's answer, which may be that it has only begun: <see cref="FinishAsync"/>.</returns>
    public async Task<ArmAnswer> SendAsync(
        RequestMethod method,
        string path,
        string apiVersion,
        JsonNode? body,
        ETag? tag,
        CancellationToken cancellation
    )
    {
        using var message = await AskAsync(method, Address(path, apiVersion), body, tag, cancellation);
        return Read(message);
    }

    /// <summary>Waits for the end of what an answer said has begun.</summary>
    /// <returns>The last document told: the operation's, or its result's.</returns>
    /// <exception cref="ArmUnavailableException">It failed, was cancelled, or goes on for longer than our patience.</exception>
    public async Task<JsonNode?> FinishAsync(ArmAnswer begun, CancellationToken cancellation)
    {
        var now = begun;
        var told = begun.Operation is not null;
        var status = begun.Operation ?? (begun.Status == 202 ? begun.Location : null);
        var until = _time.GetUtcNow() + Patience;
        while (status is not null)
        {
            var wait = now.RetryAfter ?? BetweenLooks;
            if (_time.GetUtcNow() + wait > until)
            {
                throw new ArmUnavailableException($"{Shown(status)} has not ended within {Patience}.");
            }

            await Task.Delay(wait, _time, cancellation);
            using var message = await AskAsync(RequestMethod.Get, status, null, null, cancellation);
            now = Read(message);
            if (told)
            {
                switch (now.Text("status"))
                {
                    case "Succeeded":
                        return now.Body;
                    case "Failed" or "Canceled":
                        throw new ArmUnavailableException($"{Shown(status)} ended as {now.Text("status")}: {ServiceText.Of(now.Body)}");
                }
            }
            else if (now.Status != 202)
            {
                return now.Body;
            }

            status = (told ? now.Operation : now.Location) ?? status;
        }

        return begun.Body;
    }

    private async Task<HttpMessage> AskAsync(RequestMethod method, Uri address, JsonNode? body, ETag? tag, CancellationToken cancellation)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add("Accept", "application/json");
        if (tag is { } known)
        {
            message.Request.Headers.Add("If-Match", known.ToString("H"));
        }

        if (body is not null)
        {
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body));
            message.Request.Headers.Add("Content-Type", "application/json");
        }

        try
        {
            await _pipeline.SendAsync(message, cancellation);
            return message;
        }
        catch (Exception e)
            when (!cancellation.IsCancellationRequested
                && e
                    is IOException
                        or HttpRequestException
                        or OperationCanceledException
                        or RequestFailedException
                        or AuthenticationFailedException
            )
        {
            message.Dispose();
            throw new ArmUnavailableException($"{method} {Shown(address)} got no answer: {ServiceText.Clean(e.Message)}");
        }
    }

    private ArmAnswer Read(HttpMessage message)
    {
        var response = message.Response;
        var wait = ClockedRetry.RetryAfter(response, _time.GetUtcNow());
        if (response.Status is >= 200 and < 300)
        {
            return new()
            {
                Status = response.Status,
                Body = Document(message),
                RetryAfter = wait,
                Tag = response.Headers.ETag,
                Operation = Link(response, "Azure-AsyncOperation"),
                Location = Link(response, "Location"),
            };
        }

        var said =
            $"{message.Request.Method} {Shown(message.Request.Uri.ToUri())} was answered {response.Status}: "
            + $"{ServiceText.Of(response.Content)}";
        throw response.Status switch
        {
            409 or 412 => new ArmConflictException(said, wait),
            // 401 and 403 end by themselves: a new role needs minutes to be known everywhere.
            401 or 403 or 408 or 429 or >= 500 => new ArmUnavailableException(said),
            _ => new ArmRefusedException(said),
        };
    }

    private static JsonNode? Document(HttpMessage message)
    {
        try
        {
            return message.Response.Content.ToMemory().Length == 0 ? null : JsonNode.Parse(message.Response.Content);
        }
        catch (JsonException)
        {
            throw new ArmUnavailableException(
                $"{message.Request.Method} {Shown(message.Request.Uri.ToUri())} was answered {message.Response.Status} with "
                    + $"something that is not JSON."
            );
        }
    }

    private Uri? Link(Response response, string header) => response.Headers.TryGetValue(header, out var text) ? Ours(text) : null;

    // The token goes to Azure Resource Manager and its regions, wherever an answer points.
    private Uri Ours(string text) =>
        Uri.TryCreate(Options.Management, text, out var link)
        && link.Scheme == Options.Management.Scheme
        && link.Port == Options.Management.Port
        && (link.Host == Options.Management.Host || link.Host.EndsWith($".{Options.Management.Host}", StringComparison.OrdinalIgnoreCase))
            ? link
            : throw new ArmRefusedException(
                $"An answer points to {(link is null ? "no address" : link.Host)}, which is not {Options.Management.Host}: it "
                    + $"is not followed."
            );

    private Uri Address(string path, string apiVersion) => new(Options.Management, $"{path}?api-version={apiVersion}");

    // From the provider on: what comes before is the same in all, and a query may hold what is not for logs.
    private static string Shown(Uri address) =>
        address.AbsolutePath.Split("/providers/") is [.., var resource] ? resource : address.AbsolutePath;

    private sealed class Settings : ClientOptions;
}
