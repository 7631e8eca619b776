using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace ServerlessML.Demo;

/// <summary>
/// Sends prediction requests for as long as it is told to, at a steady pace, and counts who answered. If asked to, it says later what
/// became of each flight.
/// </summary>
public sealed class TrafficGenerator(Uri gateway, string deployment, IReadOnlyList<Flight> flights, TrafficPace? pace = null)
    : IAsyncDisposable
{
    private static readonly TimeSpan FeedbackInterval = TimeSpan.FromMilliseconds(250);

    private readonly TrafficPace _pace = pace ?? new();
    private readonly HttpClient _http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<(TimeSpan Due, string RequestId, bool Late)> _outcomes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _clock = new();
    private Task _sending = Task.CompletedTask;
    private int _failures;

    public int Failures => _failures;

    public IReadOnlyCollection<Answer> Answers => _answers;

    public DateTimeOffset StartedAt { get; private set; }

    public void Start()
    {
        StartedAt = DateTimeOffset.UtcNow;
        _clock.Start();
        _sending = Task.WhenAll(Enumerable.Range(0, _pace.Senders).Select(SendAsync).Append(FeedBackAsync()));
    }

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
        for (var index = sender; !_stop.IsCancellationRequested; index += _pace.Senders)
        {
            var flight = flights[index % flights.Count];
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(flight.Request, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-Routing-Key", $"passenger-{index}");
            var started = _clock.Elapsed;
            try
            {
                using var response = await _http.SendAsync(request);
                var ended = _clock.Elapsed;
                if (response.IsSuccessStatusCode)
                {
                    _answers.Enqueue(
                        new(
                            Number(response.Headers, "X-Model-Version"),
                            Number(response.Headers, "X-Plan-Revision"),
                            ended,
                            ended - started
                        )
                    );
                    if (_pace.OutcomesAfter is { } late && response.Headers.TryGetValues("X-Request-Id", out var ids))
                    {
                        _outcomes.Enqueue((ended + late, ids.First(), flight.Late));
                    }
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

            await Task.Delay(_pace.Pause, CancellationToken.None);
        }
    }

    private async Task FeedBackAsync()
    {
        var path = new Uri($"v1/{deployment}/feedback", UriKind.Relative);
        while (!_stop.IsCancellationRequested)
        {
            List<object> due = [];
            while (_outcomes.TryPeek(out var next) && next.Due <= _clock.Elapsed && _outcomes.TryDequeue(out next))
            {
                due.Add(new { requestId = next.RequestId, label = next.Late ? 1 : 0 });
            }

            if (due.Count > 0)
            {
                try
                {
                    using var response = await _http.PostAsJsonAsync(path, due);
                    if (!response.IsSuccessStatusCode)
                    {
                        Interlocked.Increment(ref _failures);
                    }
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    Interlocked.Increment(ref _failures);
                }
            }

            await Task.Delay(FeedbackInterval, CancellationToken.None);
        }
    }

    private static int Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && int.TryParse(values.First(), out var number) ? number : 0;
}
