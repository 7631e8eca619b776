using System.Diagnostics;

namespace ServerlessML.LocalHost.Bench;

/// <summary>Sequences of five activities that do nothing: many at a time, and one at a time.</summary>
internal static class Sequences
{
    private const int Steps = 5;
    private const int Clients = 64;
    private const int Rounds = 5;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        Estimate sync = report.Keep("fdatasync ms", DiskProbe.Measure(folder.Data, 500));
        await InProcessAsync(folder, report, sync);
        using HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { Timeout = TimeSpan.FromMinutes(2) };
        await CompareAsync(folder, report, http);
    }

    private static async Task InProcessAsync(BenchFolder folder, Report report, Estimate sync)
    {
        await using BenchHost host = await BenchHost.StartAsync(new() { DatabasePath = folder.NewDatabase() });
        Task Work() => host.RunAsync("Sequence", Steps);
        await Load.RunAsync(Clients, 2000, Work);
        List<double> rates = [], latencies = [], cpu = [];
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            const int count = 5000;
            rates.Add((await Load.RunAsync(Clients, count, Work)).Rate);
            cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / (count * Steps));
        }

        for (int round = 0; round < Rounds; round++)
            latencies.Add(Estimate.MedianOf((await Load.RunAsync(1, 100, Work)).Milliseconds));
        report.Keep("CPU per step, 64 at a time, µs", cpu);
        report.Add(Check.AtLeast("sequences in process, 64 at a time", report.Keep("in process, 64 at a time, 1/s", rates), "1/s", 3000) with
        {
            Note = $"CPU per step {Report.Number(Estimate.MedianOf(cpu))} µs",
        });
        report.Keep("in process, one at a time, ms", latencies);
        report.Add(Check.AtMost(
            "one at a time, a step against fdatasync's median", Estimate.Of([.. latencies.Select(ms => ms / Steps / sync.Median)]), "x", 3) with
        {
            Note = $"fdatasync {Report.Number(sync.Median)} ms, step {Report.Number(Estimate.MedianOf(latencies) / Steps)} ms",
        });
    }

    private static async Task CompareAsync(BenchFolder folder, Report report, HttpClient http)
    {
        await using ChildProcess server = ChildProcess.Own("serve", folder.NewDatabase(), "18070");
        await server.LineAsync("ready", TimeSpan.FromMinutes(1));
        try
        {
            await using Peer peer = await Peer.StartAsync(folder, http);
            Func<Task> ours = Load.Post(http, new("http://127.0.0.1:18070/bench/sequence"), Steps);
            Func<Task> theirs = Load.Post(http, new(Peer.Address, "sequence"), Steps);
            List<double> ourRates = [], theirRates = [], ourTimes = [], theirTimes = [];
            await Load.RunAsync(Clients, 1000, ours);
            await Load.RunAsync(Clients, 200, theirs);
            for (int round = 0; round < Rounds; round++)
            {
                ourRates.Add((await Load.RunAsync(Clients, 2000, ours)).Rate);
                theirRates.Add((await Load.RunAsync(Clients, 500, theirs)).Rate);
                ourTimes.Add(Estimate.MedianOf((await Load.RunAsync(1, 50, ours)).Milliseconds));
                theirTimes.Add(Estimate.MedianOf((await Load.RunAsync(1, 50, theirs)).Milliseconds));
            }

            report.Keep("HTTP, 64 at a time, ours, 1/s", ourRates);
            report.Keep("HTTP, 64 at a time, Restate, 1/s", theirRates);
            report.Keep("HTTP, one at a time, ours, ms", ourTimes);
            report.Keep("HTTP, one at a time, Restate, ms", theirTimes);
            report.Add(Check.AtLeast("sequences over HTTP, 64 at a time, against Restate", Estimate.Ratio(ourRates, theirRates), "x", 5) with
            {
                Note = $"{Report.Number(Estimate.MedianOf(ourRates))} and {Report.Number(Estimate.MedianOf(theirRates))} a second",
            });
            report.Add(Check.AtMost("one sequence over HTTP, latency against Restate's", Estimate.Ratio(ourTimes, theirTimes), "x", 0.3333) with
            {
                Note = $"{Report.Number(Estimate.MedianOf(ourTimes))} and {Report.Number(Estimate.MedianOf(theirTimes))} ms",
            });
            double theirFan = (await Load.RunAsync(1, 3, Load.Post(http, new(Peer.Address, "fan"), 1000))).Milliseconds.Min();
            report.Keep("HTTP, fan-out of 1,000, Restate, best of 3, ms", [theirFan]);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException
            or System.ComponentModel.Win32Exception)
        {
            string reason = $"the peer did not run: {error.Message}";
            report.Add(Check.Missing("sequences over HTTP, 64 at a time, against Restate", "x", ">= 5", reason));
            report.Add(Check.Missing("one sequence over HTTP, latency against Restate's", "x", "<= 0.3333", reason));
        }
    }
}
