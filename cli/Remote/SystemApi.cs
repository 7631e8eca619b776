using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Cli.Remote;

/// <summary>The HTTP API of a system, as a person of a profile.</summary>
internal sealed class SystemApi(Session session, string name, Profile profile) : IDisposable
{
    private readonly HttpClient _http = new(session.Http()) { Timeout = TimeSpan.FromSeconds(100) };
    private readonly EntraTokens _entra = new(session, name);
    private Profile _profile = profile;

    public Profile Profile => _profile;

    public void Dispose() => _http.Dispose();

    /// <exception cref="CommandFailedException">It does not answer, or says no.</exception>
    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Json;

    /// <returns>Null for 404.</returns>
    public async Task<JsonNode?> FindAsync(string path)
    {
        try
        {
            return await GetAsync(path);
        }
        catch (ApiProblemException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <param name="path">Below <c>/api/</c>.</param>
    /// <param name="body">Its JSON.</param>
    /// <param name="key">An idempotency key; null for none.</param>
    public async Task<JsonNode> PostAsync(string path, JsonObject body, string? key = null) =>
        (
            await SendAsync(
                HttpMethod.Post,
                path,
                () => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
                key is null ? [] : [("Idempotency-Key", key)]
            )
        ).Json;

    public async Task<ApiAnswer> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? content = null,
        params (string Name, string Value)[] headers
    )
    {
        using var response = await AnswerAsync(method, new Uri(Root(_profile.Api), path), await TokenAsync(), content, headers);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? new(text, response.Headers.ETag?.ToString()) : throw ProblemOf(response.StatusCode, text);
    }

    /// <summary>Asks the gateway.</summary>
    /// <exception cref="CommandFailedException">There is none, it does not answer, or says no.</exception>
    public async Task<JsonNode> PredictAsync(string deployment, JsonObject body)
    {
        var gateway = _profile.Gateway
            ?? throw new CommandFailedException(
                ExitCode.Failed,
                $"The profile '{name}' has no gateway.",
                $"Log in again and name it: sml login {name} --gateway URL …"
            );
        var key = session.Environment("SML_GATEWAY_KEY") is { Length: > 0 } own ? own : _profile.GatewayKey;
        using var response = await AnswerAsync(
            HttpMethod.Post,
            new Uri(Root(gateway), $"v1/{Uri.EscapeDataString(deployment)}/predict"),
            key,
            () => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            []
        );
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? new ApiAnswer(text, null).Json : throw ProblemOf(response.StatusCode, text);
    }

    /// <summary>A token for the storage account, of a person who signed in.</summary>
    public async Task<EntraToken> StorageTokenAsync()
    {
        (_profile, var token) = await _entra.GetAsync(_profile, EntraSignIn.StorageScope);
        return token;
    }

    private async Task<string?> TokenAsync()
    {
        if (_profile.Entra is not { } entra)
        {
            return _profile.Token;
        }

        (_profile, var token) = await _entra.GetAsync(_profile, entra.ApiScope);
        return token.Token;
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method,
        Uri address,
        string? token,
        Func<HttpContent>? content,
        (string Name, string Value)[] headers
    )
    {
        using HttpRequestMessage request = new(method, address) { Content = content?.Invoke() };
        foreach (var (header, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return await _http.SendAsync(request);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new UnreachableException(
                $"{address.GetLeftPart(UriPartial.Authority)} does not answer: {e.Message}",
                name == ProfileFile.Local
                    ? "Does the system run? ./serverlessml up starts it, and sml logs shows what it says."
                    : $"Is the address right? sml profiles lists it; sml login {name} changes it."
            );
        }
    }

    private ApiProblemException ProblemOf(HttpStatusCode status, string text)
    {
        JsonObject? problem = null;
        try
        {
            problem = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException) { }

        var detail = (string?)problem?["detail"] ?? $"The answer was {(int)status} {status}.";
        return new(
            status,
            detail,
            status switch
            {
                HttpStatusCode.Unauthorized => name == ProfileFile.Local
                    ? "Does SML_TOKEN, if set, belong to this system? Without it, the token of a role is taken."
                    : $"Log in again: sml login {name} …",
                HttpStatusCode.Forbidden => name == ProfileFile.Local
                    ? "Take the token of a role that may: --as engineer, approver or operator."
                    : "Ask who runs the system for the role.",
                _ => null,
            },
            problem
        );
    }

    private static Uri Root(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/");
}
