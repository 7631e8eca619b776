using System.Diagnostics;

namespace ServerlessML.Bench;

/// <summary>One orchestration that calls many activities at once and waits for all.</summary>
internal static class FanOut
{
    private const int Rounds = 7;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        await using var host = await BenchHost.StartAsync(new() { DatabasePath = folder.NewDatabase() });
        for (var warm = 0; warm < 5; warm++)
        {
            await host.RunAsync("Fan", 2000);
        }

        List<double> small = [],
            large = [];
        for (var round = 0; round < Rounds; round++)
        {
            small.Add(await TimeAsync(host, 1000));
            large.Add(await TimeAsync(host, 10_000));
        }

        report.Keep("fan-out of 1,000, ms", small);
        report.Keep("fan-out of 10,000, ms", large);
        report.Add(Check.AtLeast("fan-out of 1,000", Estimate.Of([.. small.Select(ms => 1e6 / ms)]), "1/s", 20_000));
        report.Add(Check.AtLeast("fan-out of 10,000", Estimate.Of([.. large.Select(ms => 1e7 / ms)]), "1/s", 20_000));
        report.Add(Check.AtMost("time for 10,000 against 1,000", Estimate.Ratio(large, small), "x", 11));
    }

    private static async Task<double> TimeAsync(BenchHost host, int count)
    {
        var start = Stopwatch.GetTimestamp();
        await host.RunAsync("Fan", count);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
