using System.Diagnostics;

namespace ServerlessML.Tests.Serving;

/// <summary>Looks at something outside until it is so, or fails at the deadline.</summary>
internal static class WaitFor
{
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (deadline ?? TimeSpan.FromSeconds(30)), $"Did not come: {what}");
            await timer.WaitForNextTickAsync();
        }
    }
}
