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

    /// <summary>The pipeline's runs; null when the host is away.</summary>
    public async Task<IReadOnlyList<JsonNode>?> RunsAsync(string pipeline) =>
        (await FindAsync($"/api/runs?pipeline={pipeline}&top=200"))?["runs"] is JsonArray runs ? [.. runs.OfType<JsonNode>()] : null;

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, string role, Func<HttpContent>? content)
    {
        try
        {
            _tokens ??= JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(tokensFile))!;
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content?.Invoke() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[role]);
            using var response = await _http.SendAsync(request);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }
}
