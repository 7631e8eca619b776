using System.Text;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The HTTP API, by its own description.</summary>
internal sealed class ApiDoor(FuzzedSystem system) : Door
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ApiRequests _requests = new();

    public override int Workers => 4;

    public static async Task<ApiDoor> OpenAsync() => new(await FuzzedSystem.StartAsync());

    public override async Task<string?> TryAsync(Random random)
    {
        var (method, address, body, headers) = _requests.Next(random);
        using var request = new HttpRequestMessage(
            method,
            new Uri(
                $"{system.Address.ToString().TrimEnd('/')}{address}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token(random)}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : new ByteArrayContent(body);
        var asked = $"{method} {address} [{string.Join(", ", headers)}] {(body is null ? "" : Encoding.UTF8.GetString(body))}";
        try
        {
            using var answer = await _http.SendAsync(request);
            // The server's own refusals have neither a body nor a browser that reads them.
            if (
                answer.Content.Headers.ContentType is not null
                && !string.Join(' ', answer.Headers.TryGetValues("Content-Security-Policy", out var rules) ? rules : [])
                    .Contains("frame-ancestors 'none'", StringComparison.Ordinal)
            )
            {
                throw new BrokenRuleException("an answer that a page may have in a frame", asked);
            }

            return await Refusal.OfAsync(answer, asked);
        }
        catch (HttpRequestException e) when (e.Message.Contains("ASCII", StringComparison.Ordinal))
        {
            // The client does not send it.
            return "not sent";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new BrokenRuleException($"no answer: {e.GetType().Name}", asked, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await system.DisposeAsync();
    }

    private string Token(Random random) =>
        random.Next(20) switch
        {
            0 => "",
            1 => "nobody's",
            < 12 => system.Tokens[Role.Operator],
            var other => system.Tokens[other % 2 == 0 ? Role.Engineer : Role.Approver],
        };
}
