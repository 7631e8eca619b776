using System.Diagnostics;

namespace ServerlessML.Bench;

/// <summary>Sequences of five activities that do nothing: many at a time, and one at a time.</summary>
internal static class Sequences
{
    private const int Steps = 5;
    private const int Clients = 64;
    private const int Rounds = 9;
    private const int PeerRounds = 5;

    // The compiler has done with the runtime's code after some seconds under load; before, a step costs twice the processor time.
    private const int WarmUp = 12_000;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        await InProcessAsync(folder, report);
        using HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { Timeout = TimeSpan.FromMinutes(2) };
        await CompareAsync(folder, report, http);
    }

    private static async Task InProcessAsync(BenchFolder folder, Report report)
    {
        await using var host = await BenchHost.StartAsync(new() { DatabasePath = folder.NewDatabase() });
        Task Work() => host.RunAsync("Sequence", Steps);
        await ClosedLoop.RunAsync(Clients, WarmUp, Work);
        List<double> rates = [],
            latencies = [],
            cpu = [],
            syncs = [];
        for (var round = 0; round < Rounds; round++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            const int count = 5000;
            rates.Add((await ClosedLoop.RunAsync(Clients, count, Work)).Rate);
            cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / (count * Steps));
        }

        for (var round = 0; round < Rounds; round++)
        {
            // Side by side: what the disk takes changes from minute to minute.
            syncs.Add(Estimate.MedianOf(DiskProbe.Measure(folder.Data, 200)));
            latencies.Add(Estimate.MedianOf((await ClosedLoop.RunAsync(1, 100, Work)).Milliseconds));
        }

        report.Keep("fdatasync, median of each round, ms", syncs);
        report.Keep("CPU per step, 64 at a time, µs", cpu);
        report.Add(
            Check.AtLeast("sequences in process, 64 at a time", report.Keep("in process, 64 at a time, 1/s", rates), "1/s", 3000) with
            {
                Note = $"CPU per step {Report.Number(Estimate.MedianOf(cpu))} µs",
            }
        );
        report.Keep("in process, one at a time, ms", latencies);
        report.Add(
            Check.AtMost(
                "one at a time, a step against fdatasync's median",
                Estimate.Of([.. latencies.Zip(syncs, (ms, sync) => ms / Steps / sync)]),
                "x",
                3
            ) with
            {
                Note =
                    $"fdatasync {Report.Number(Estimate.MedianOf(syncs))} ms, step "
                    + $"{Report.Number(Estimate.MedianOf(latencies) / Steps)} ms",
            }
        );
    }

    private static async Task CompareAsync(BenchFolder folder, Report report, HttpClient http)
    {
        await using var server = ChildProcess.Own("serve", folder.NewDatabase(), "18070");
        await server.LineAsync("ready", TimeSpan.FromMinutes(1));
        try
        {
            await using var peer = await Peer.StartAsync(folder, http);
            report.Versions["Restate"] = Peer.Version(folder);
            var ours = ClosedLoop.Post(http, new("http://127.0.0.1:18070/bench/sequence"), Steps);
            var theirs = ClosedLoop.Post(http, new(Peer.Address, "sequence"), Steps);
            List<double> ourRates = [],
                theirRates = [],
                ourTimes = [],
                theirTimes = [];
            await ClosedLoop.RunAsync(Clients, 1000, ours);
            await ClosedLoop.RunAsync(Clients, 200, theirs);
            for (var round = 0; round < PeerRounds; round++)
            {
                ourRates.Add((await ClosedLoop.RunAsync(Clients, 2000, ours)).Rate);
                theirRates.Add((await ClosedLoop.RunAsync(Clients, 500, theirs)).Rate);
                ourTimes.Add(Estimate.MedianOf((await ClosedLoop.RunAsync(1, 50, ours)).Milliseconds));
                theirTimes.Add(Estimate.MedianOf((await ClosedLoop.RunAsync(1, 50, theirs)).Milliseconds));
            }

            report.Keep("HTTP, 64 at a time, ours, 1/s", ourRates);
            report.Keep("HTTP, 64 at a time, Restate, 1/s", theirRates);
            report.Keep("HTTP, one at a time, ours, ms", ourTimes);
            report.Keep("HTTP, one at a time, Restate, ms", theirTimes);
            report.Add(
                Check.AtLeast("sequences over HTTP, 64 at a time, against Restate", Estimate.Ratio(ourRates, theirRates), "x", 5) with
                {
                    Note = $"{Report.Number(Estimate.MedianOf(ourRates))} and {Report.Number(Estimate.MedianOf(theirRates))} a second",
                }
            );
            report.Add(
                Check.AtMost("one sequence over HTTP, latency against Restate's", Estimate.Ratio(ourTimes, theirTimes), "x", 0.3333) with
                {
                    Note = $"{Report.Number(Estimate.MedianOf(ourTimes))} and {Report.Number(Estimate.MedianOf(theirTimes))} ms",
                }
            );
            var theirFan = (await ClosedLoop.RunAsync(1, 3, ClosedLoop.Post(http, new(Peer.Address, "fan"), 1000))).Milliseconds.Min();
            report.Keep("HTTP, fan-out of 1,000, Restate, best of 3, ms", [theirFan]);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or HttpRequestException
                        or OperationCanceledException
                        or InvalidOperationException
                        or System.ComponentModel.Win32Exception
            )
        {
            var reason = $"the peer did not run: {error.Message}";
            report.Add(Check.Missing("sequences over HTTP, 64 at a time, against Restate", "x", ">= 5", reason));
            report.Add(Check.Missing("one sequence over HTTP, latency against Restate's", "x", "<= 0.3333", reason));
        }
    }
}
