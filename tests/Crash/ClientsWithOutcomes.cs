using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Crash;

/// <summary>Clients who ask for predictions, and say a round later what became of each.</summary>
/// <param name="gateway">Asked.</param>
/// <param name="deployment">Of which.</param>
/// <param name="came">Whether it happened, by the version that answered and the number of the request.</param>
public sealed class ClientsWithOutcomes(Uri gateway, string deployment, Func<int, int, bool> came) : IAsyncDisposable
{
    private const int Clients = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(5) };
    private Task _going = Task.CompletedTask;
    private int _number;

    public void Start() => _going = GoAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _going;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task GoAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        List<object> late = [];
        while (!_stop.IsCancellationRequested)
        {
            var outcomes = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync(Interlocked.Increment(ref _number)))))
                .OfType<object>()
                .ToList();
            if (late.Count > 0)
            {
                await SendAsync(
                    new(HttpMethod.Post, new Uri($"v1/{deployment}/feedback", UriKind.Relative)) { Content = JsonContent.Create(late) },
                    _ => null
                );
            }

            late = outcomes;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private Task<object?> AskAsync(int number)
    {
        var rows = new JsonObject { ["rows"] = new JsonArray(new JsonObject { ["level"] = 0.5, ["city"] = "Bern" }) };
        HttpRequestMessage request = new(HttpMethod.Post, new Uri($"v1/{deployment}/predict", UriKind.Relative))
        {
            Content = JsonContent.Create(rows),
        };
        request.Headers.Add("X-Routing-Key", $"client-{number}");
        return SendAsync(request, response => new
        {
            requestId = response.Headers.GetValues("X-Request-Id").Single(),
            label = came(int.Parse(response.Headers.GetValues("X-Model-Version").Single(), null), number) ? 1 : 0,
        });
    }

    private async Task<object?> SendAsync(HttpRequestMessage request, Func<HttpResponseMessage, object?> read)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request);
                return response.IsSuccessStatusCode ? read(response) : null;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The gateway may not know the deployment yet; the next round asks again.
                return null;
            }
        }
    }
}
