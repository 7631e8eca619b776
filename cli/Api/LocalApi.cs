using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts.Identity;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Cli.Api;

/// <summary>The HTTP API of a local system, with the token of a person (SML_TOKEN) or of a role.</summary>
internal sealed class LocalApi
{
    private const string TokenVariable = "SML_TOKEN";

    private readonly Option<string> _data;
    private readonly Option<string> _role;
    private readonly Session _session;

    /// <param name="session">What the command runs in.</param>
    /// <param name="role">Whose token is used where SML_TOKEN has none and nobody says another.</param>
    public LocalApi(Session session, string role)
    {
        _session = session;
        _data = Values.Data(session);
        _role = Values.Choice("--as", $"The role whose token is used; {TokenVariable} has a person's instead", role, [.. Role.All]);
    }

    public LocalApi AddTo(Command command)
    {
        command.Add(_role);
        command.Add(_data);
        return this;
    }

    public Task<JsonNode> GetAsync(ParseResult parse, string path) => SendAsync(parse, HttpMethod.Get, path, null);

    /// <summary>Sends a command under a key of its own, once more where the answer does not come.</summary>
    public async Task<JsonNode> PostAsync(ParseResult parse, string path, JsonObject body)
    {
        var key = Guid.NewGuid().ToString("N");
        try
        {
            return await SendAsync(parse, HttpMethod.Post, path, body, key);
        }
        catch (HttpRequestException)
        {
            return await SendAsync(parse, HttpMethod.Post, path, body, key);
        }
    }

    private async Task<JsonNode> SendAsync(ParseResult parse, HttpMethod method, string path, JsonObject? body, string? key = null)
    {
        var data = parse.GetRequiredValue(_data);
        if (SystemFile.Read(data) is not { } system || !File.Exists(Path.Combine(data, RoleTokens.FileName)))
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"There is no system in {data}.",
                "Start one: sml up, or name its folder: --data"
            );
        }

        using var client = new HttpClient(_session.Http());
        using var request = new HttpRequestMessage(method, new Uri(system.Api, $"/api/{path}"));
        var token = _session.Environment(TokenVariable) is { Length: > 0 } own
            ? own
            : RoleTokens.LoadOrCreate(data)[parse.GetRequiredValue(_role)];
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new CommandFailedException(
                response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ExitCode.Authentication : ExitCode.Failed,
                Detail(text) ?? $"{method} {request.RequestUri} answered {(int)response.StatusCode}."
            );
    }

    private static string? Detail(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["detail"];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
