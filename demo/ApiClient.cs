using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Demo;

/// <summary>The HTTP API as any client would use it.</summary>
public sealed class ApiClient(Uri api, IReadOnlyDictionary<string, string> tokens) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = api, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Null when there is none yet, or the host is away for a moment.</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, path, Role.Engineer, null, cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>(cancellation) : null;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(HttpMethod.Get, path, Role.Engineer, null, cancellation), path, cancellation);

    public async Task<JsonNode> PutTextAsync(string path, string text, CancellationToken cancellation) =>
        await ReadAsync(
            await SendAsync(HttpMethod.Put, path, Role.Operator, new StringContent(text, Encoding.UTF8, "application/yaml"), cancellation),
            path,
            cancellation
        );

    public async Task<JsonNode> PostAsync(string path, string role, object body, CancellationToken cancellation) =>
        await ReadAsync(
            await SendAsync(HttpMethod.Post, path, role, JsonContent.Create(body, options: Wire.Options), cancellation),
            path,
            cancellation
        );

    public async Task<HttpStatusCode> StatusOfPostAsync(string path, string role, object body, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, path, role, JsonContent.Create(body, options: Wire.Options), cancellation);
        return response.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string role,
        HttpContent? content,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[role]);
        return await _http.SendAsync(request, cancellation);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text) ?? throw new DemoFailedException($"{path} answered nothing")
                : throw new DemoFailedException($"{path} answered {(int)response.StatusCode}: {text}");
        }
    }
}
