using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace ServerlessML.Demo;

/// <summary>Sends prediction requests for as long as it is told to, at a steady pace, and counts who answered.</summary>
public sealed class TrafficGenerator(Uri gateway, string deployment, IReadOnlyList<string> requests) : IAsyncDisposable
{
    private const int Senders = 2;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(4);

    private readonly HttpClient _http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private int _failures;

    public int Failures => _failures;

    public IReadOnlyCollection<Answer> Answers => _answers;

    public void Start() => _sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(SendAsync));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(int sender)
    {
        var path = new Uri($"v1/{deployment}/predict", UriKind.Relative);
        for (var index = sender; !_stop.IsCancellationRequested; index += Senders)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(requests[index % requests.Count], Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Routing-Key", $"passenger-{index}");
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var response = await _http.SendAsync(request);
                var took = Stopwatch.GetElapsedTime(started);
                if (response.IsSuccessStatusCode)
                {
                    _answers.Enqueue(new(Number(response.Headers, "X-Model-Version"), Number(response.Headers, "X-Plan-Revision"), took));
                }
                else
                {
                    Interlocked.Increment(ref _failures);
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Interlocked.Increment(ref _failures);
            }

            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private static int Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && int.TryParse(values.First(), out var number) ? number : 0;
}
