using System.Diagnostics;
using System.Globalization;

namespace ServerlessML.Bench;

/// <summary>A hundred thousand instances that wait for a timer: what they hold, and whether they wake on time.</summary>
internal static class Sleepers
{
    private const int Count = 100_000;
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(40);

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        await using var child = ChildProcess.Own("sleep", folder.NewDatabase(), $"{Count}");
        var parts = (await child.LineAsync("result", TimeSpan.FromMinutes(5))).Split(' ');
        double[] values = [.. parts.Skip(1).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        report.Add(
            new("100,000 sleeping instances, memory of the process", values[0], "MB", "< 200", values[0] < 200)
            {
                Note = $"managed {Report.Number(values[1])} MB; asleep after {Report.Number(values[2])} s",
            }
        );
        report.Add(
            new("their wake-up, 99th percentile of the lag", values[4], "ms", "<= 1000", values[4] <= 1000)
            {
                Note = $"median {Report.Number(values[3])} ms; all due within {Spread.TotalSeconds} s; {values[5]} woke",
            }
        );
    }

    /// <summary>Runs in a process of its own, whose memory is what is measured.</summary>
    public static async Task<int> RunAsync(string database, string text)
    {
        var count = int.Parse(text, CultureInfo.InvariantCulture);
        await using var host = await BenchHost.StartAsync(new() { DatabasePath = database });
        var start = Stopwatch.GetTimestamp();
        var next = 0;
        // Longer than it takes to make them all.
        var first = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        await ClosedLoop.RunAsync(64, count, async () =>
        {
            var due = first + (Spread * (Interlocked.Increment(ref next) / (double)count));
            var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", due);
            await host.Client.WaitForInstanceStartAsync(id);
        });
        var asleep = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        double resident = self.WorkingSet64 / 1e6,
            managed = GC.GetTotalMemory(false) / 1e6;
        while (BenchHost.Lags.Count < count && DateTime.UtcNow < first + Spread + TimeSpan.FromSeconds(60))
        {
            await Task.Delay(100);
        }

        double[] lags = [.. BenchHost.Lags.Order()];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"result {resident} {managed} {asleep} {At(lags, 0.5)} {At(lags, 0.99)} {lags.Length}"
            )
        );
        return 0;
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.PositiveInfinity : sorted[(int)(share * (sorted.Length - 1))];
}
