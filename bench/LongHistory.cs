using System.Diagnostics;
using Microsoft.DurableTask;

namespace ServerlessML.Bench;

/// <summary>What a step costs at the end of a long history, and how long such an instance takes to come back after a start.</summary>
internal static class LongHistory
{
    // A step's events: the turn's start, the activity asked for, its end.
    private const int EventsPerStep = 3;
    private const int Pings = 100;
    private const int Rounds = 9;
    private const string Large = "long";

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        var database = folder.NewDatabase();
        List<double> early = [],
            late = [],
            cold = [];
        await using (var host = await BenchHost.StartAsync(new() { DatabasePath = database }))
        {
            await StartAsync(host, Large, 10_000 / EventsPerStep);
            for (var round = 0; round <= Rounds; round++)
            {
                // A fresh small one each round: its pings make it grow.
                var small = Guid.NewGuid().ToString();
                await StartAsync(host, small, 100 / EventsPerStep);
                double few = await PingAsync(host, small),
                    many = await PingAsync(host, Large);
                if (round == 0)
                {
                    continue;
                }

                early.Add(few);
                late.Add(many);
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await BenchHost.StartAsync(new() { DatabasePath = database });
            // Another instance first, so that what is measured is not the program's own warming up.
            await host.RunAsync("Sequence", 50);
            var start = Stopwatch.GetTimestamp();
            await host.Client.RaiseEventAsync(Large, "ping", true);
            await BenchHost.Signals.WaitAsync();
            cold.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        report.Keep("step at 100 events, ms", early);
        report.Keep("step at 10,000 events, ms", late);
        report.Add(Check.AtMost("a step at 10,000 events against one at 100", Estimate.Ratio(late, early), "x", 1.2));
        report.Add(Check.AtMost("cold recovery of an instance of 10,000 events", report.Keep("cold recovery, ms", cold), "ms", 50));
    }

    private static async Task StartAsync(BenchHost host, string id, int steps)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Pinged", steps, new StartOrchestrationOptions(id));
        await BenchHost.Signals.WaitAsync();
    }

    /// <summary>The median of the times from a ping to the activity that answers it: two commits.</summary>
    private static async Task<double> PingAsync(BenchHost host, string id)
    {
        List<double> times = [];
        for (var ping = 0; ping < Pings; ping++)
        {
            var start = Stopwatch.GetTimestamp();
            await host.Client.RaiseEventAsync(id, "ping", true);
            await BenchHost.Signals.WaitAsync();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Estimate.MedianOf(times);
    }
}
