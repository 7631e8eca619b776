using System.Diagnostics;

namespace ServerlessML.Tests.Support;

/// <summary>Waits for an outside process to show an effect, with a deadline and a name for what did not come.</summary>
public static class WaitFor
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? deadline = null) =>
        ValueAsync(what, async () => await condition() ? "true" : null, deadline);

    /// <returns>The first value that is not null.</returns>
    /// <exception cref="TimeoutException">Names what did not come.</exception>
    public static async Task<T> ValueAsync<T>(string what, Func<Task<T?>> look, TimeSpan? deadline = null)
        where T : class
    {
        var limit = deadline ?? TimeSpan.FromSeconds(30);
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Between);
        do
        {
            if (await look() is { } value)
            {
                return value;
            }
        } while (watch.Elapsed < limit && await timer.WaitForNextTickAsync());

        throw new TimeoutException($"Waited {limit} for {what}.");
    }
}
