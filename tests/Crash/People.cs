using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Crash;

/// <summary>Those who go on while things break: an approver who signs whatever waits, and clients who ask for predictions.</summary>
public sealed class People(SystemUnderFire system, IReadOnlyList<Pipeline> pipelines) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { BaseAddress = system.Gateway, Timeout = TimeSpan.FromSeconds(5) };
    private Task _going = Task.CompletedTask;

    public void Start() => _going = Task.WhenAll(EveryAsync(SignAsync), EveryAsync(AskAsync));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _going;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task EveryAsync(Func<int, Task> act)
    {
        using var timer = new PeriodicTimer(Pace);
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
        {
            await act(turn);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task SignAsync(int turn)
    {
        foreach (var pipeline in pipelines)
        {
            foreach (var run in await system.Api.RunsAsync(pipeline.Name) ?? [])
            {
                if (run["evidence"] is { } evidence && (string?)run["stage"] == "approval")
                {
                    await system.Api.ApproveAsync((string)run["runId"]!, (string)evidence!);
                }
            }
        }
    }

    private async Task AskAsync(int turn)
    {
        foreach (var pipeline in pipelines)
        {
            var rows = new JsonObject { ["rows"] = new JsonArray(new JsonObject { ["level"] = 0.5, ["city"] = "Bern" }) };
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"v1/{pipeline.Name}/predict", UriKind.Relative))
            {
                Content = JsonContent.Create(rows),
            };
            request.Headers.Add("X-Routing-Key", $"client-{turn}");
            try
            {
                using var response = await _http.SendAsync(request);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The gateway may not listen yet; the next turn asks again.
            }
        }
    }
}
