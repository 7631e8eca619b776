using System.Diagnostics;

namespace ServerlessML.Bench;

/// <summary>Runs many clients at once, each doing its work again and again.</summary>
internal static class ClosedLoop
{
    /// <returns>Done per second over the whole run, and how many milliseconds each took.</returns>
    public static async Task<(double Rate, List<double> Milliseconds)> RunAsync(int clients, int count, Func<Task> work)
    {
        var left = count;
        List<double>[] times = [.. Enumerable.Range(0, clients).Select(_ => new List<double>())];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            times.Select(mine =>
                Task.Run(async () =>
                {
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        var began = Stopwatch.GetTimestamp();
                        await work();
                        mine.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    }
                })
            )
        );
        return (count / Stopwatch.GetElapsedTime(start).TotalSeconds, [.. times.SelectMany(mine => mine)]);
    }

    public static Func<Task> Post(HttpClient http, Uri address, int input) =>
        async () =>
        {
            using StringContent body = new($"{input}", System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(address, body);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
        };
}
