using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Tests.Crash;

/// <summary>The HTTP API, asked by a client that expects the host to be away at any moment.</summary>
public sealed class Api(Uri address, string tokensFile) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    private Dictionary<string, string>? _tokens;

    /// <summary>Null when the host is away, or says no.</summary>
    public Task<JsonNode?> FindAsync(string path) => SendAsync(HttpMethod.Get, path, Role.Engineer, null);

    public Task<JsonNode?> PutAsync(string path, string yaml) =>
        SendAsync(HttpMethod.Put, path, Role.Operator, () => new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    public Task<JsonNode?> ApproveAsync(string runId, string evidence) =>
        SendAsync(HttpMethod.Post, $"/api/runs/{runId}/decision", Role.Approver, () =>
            JsonContent.Create(new { evidence, approved = true })
        );

    /// <summary>Gives an operator's command.</summary>
    /// <returns>Null when the host is away.</returns>
    public async Task<HttpStatusCode?> SayAsync(string path, string? key, JsonObject? body)
    {
        try
        {
            using var request = await RequestAsync(HttpMethod.Post, path, Role.Operator);
            request.Content = body is null ? null : JsonContent.Create(body);
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await _http.SendAsync(request);
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The pipeline's runs; null when the host is away.</summary>
    public async Task<IReadOnlyList<JsonNode>?> RunsAsync(string pipeline) =>
        (await FindAsync($"/api/runs?pipeline={pipeline}&top=200"))?["runs"] is JsonArray runs ? [.. runs.OfType<JsonNode>()] : null;

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, string role, Func<HttpContent>? content)
    {
        try
        {
            using var request = await RequestAsync(method, path, role);
            request.Content = content?.Invoke();
            using var response = await _http.SendAsync(request);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, string role)
    {
        _tokens ??= JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(tokensFile))!;
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[role]);
        return request;
    }
}
