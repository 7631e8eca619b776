using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Bench;

/// <summary>What a step costs at the end of a long history, and how long such an instance takes to come back after a start.</summary>
internal static class LongHistory
{
    // A step's events: the turn's start, the activity asked for, its end.
    private const int EventsPerStep = 3;
    private const int Pings = 100;
    private const int Rounds = 5;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        string database = folder.NewDatabase();
        List<double> early = [], late = [], cold = [];
        await using (BenchHost host = await BenchHost.StartAsync(new() { DatabasePath = database }))
        {
            string small = await StartAsync(host, 100 / EventsPerStep);
            string large = await StartAsync(host, 10_000 / EventsPerStep);
            await PingAsync(host, large, 1, 20);
            await PingAsync(host, small, 1, 20);
            for (int round = 0; round < Rounds; round++)
            {
                // A fresh small one each round: its pings make it grow.
                string again = await StartAsync(host, 100 / EventsPerStep);
                early.Add(await PingAsync(host, again, 1, Pings));
                late.Add(await PingAsync(host, large, 21 + (round * Pings), Pings));
            }
        }

        int pinged = 21 + (Rounds * Pings);
        for (int round = 0; round < Rounds; round++)
        {
            await using BenchHost host = await BenchHost.StartAsync(new() { DatabasePath = database });
            // Another instance first, so that what is measured is not the program's own warming up.
            await host.RunAsync("Sequence", 50);
            string id = Name(10_000 / EventsPerStep);
            long start = Stopwatch.GetTimestamp();
            await host.Client.SuspendInstanceAsync(id);
            cold.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await host.Client.ResumeInstanceAsync(id);
            await PingAsync(host, id, pinged++, 1);
        }

        report.Keep("step at 100 events, ms", early);
        report.Keep("step at 10,000 events, ms", late);
        report.Add(Check.AtMost("a step at 10,000 events against one at 100", Estimate.Ratio(late, early), "x", 1.2));
        report.Add(Check.AtMost("cold recovery of an instance of 10,000 events", report.Keep("cold recovery, ms", cold), "ms", 50));
    }

    private static string Name(int steps) => $"pinged-{steps}";

    private static async Task<string> StartAsync(BenchHost host, int steps)
    {
        string id = steps > 1000 ? Name(steps) : Guid.NewGuid().ToString();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Pinged", steps, new Microsoft.DurableTask.StartOrchestrationOptions(id));
        await ReachedAsync(host, id, 1);
        return id;
    }

    private static async Task<double> PingAsync(BenchHost host, string id, int from, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int ping = 0; ping < count; ping++)
        {
            await host.Client.RaiseEventAsync(id, "ping", true);
            await ReachedAsync(host, id, from + ping + 1);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    private static async Task ReachedAsync(BenchHost host, string id, int status)
    {
        string wanted = status.ToString(CultureInfo.InvariantCulture);
        while ((await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.SerializedCustomStatus != wanted)
            await Task.Yield();
    }
}
