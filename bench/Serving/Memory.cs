using System.Diagnostics;
using System.Globalization;

namespace ServerlessML.Bench.Serving;

/// <summary>What a request allocates, and whether the process stays as large as it is.</summary>
internal static class Memory
{
    private const int Samples = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(ServingStage stage)
    {
        await AllocationsAsync(stage);
        var target = stage.Single(ServingStage.Plain);
        var rate = await stage.PeakAsync();
        await stage.Wrk.RunAsync(target, stage.Options.WarmUp);
        var seconds = Math.Min(stage.Options.LongestMemory.TotalSeconds, stage.Options.MemoryRequests / rate);
        var part = TimeSpan.FromSeconds(Math.Ceiling(seconds / Samples));
        List<double> resident = [stage.Gateway.Figures.ResidentMegabytes];
        long requests = 0;
        for (var sample = 0; sample < Samples; sample++)
        {
            requests += (await stage.Wrk.RunAsync(target, part)).Requests;
            resident.Add(stage.Gateway.Figures.ResidentMegabytes);
            Console.WriteLine($"  {requests} requests: {Report.Number(resident[^1])} MB");
        }

        stage.Report.Keep("resident memory of the gateway, MB, as requests go by", resident);
        var growth = resident[^1] / resident[0];
        stage.Report.Add(
            new("resident memory, after against before", growth, "x", "<= 1.05", growth <= 1.05)
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{resident[0]:F0} and {resident[^1]:F0} MB; {requests} requests between"
                ),
            }
        );
    }

    private static async Task AllocationsAsync(ServingStage stage)
    {
        await using var counted = await GatewayProcess.StartCountedAsync(stage.Folder, stage.Storage);
        await counted.ServeAsync(new(ServingStage.Plain, 1, (1, stage.Digests.Mlp, 10_000)));
        using HttpClient constant = new()
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{stage.ConstantPort}")),
        };
        var target = stage.Single(ServingStage.Plain) with { Port = counted.Port };
        var bare = stage.Models.Bodies.Json("Kestrel, a constant", stage.ConstantPort, "/");
        await stage.Wrk.RunAsync(target, stage.Options.WarmUp);
        await stage.Wrk.RunAsync(bare, stage.Options.WarmUp);
        // The process looks for plans and keys also while nobody asks it anything: a fast machine would divide that by more requests.
        var idle = await IdleRateAsync(counted.Client);
        List<double> ours = [],
            kestrels = [];
        for (var round = 0; round < stage.Options.Rounds; round++)
        {
            ours.Add(await AllocatedByARequestAsync(stage, target, counted.Client, idle));
            kestrels.Add(await AllocatedByARequestAsync(stage, bare, constant, 0));
        }

        stage.Report.Keep("allocated, bytes a request", ours);
        stage.Report.Keep("allocated by Kestrel's constant, bytes a request", kestrels);
        stage.Report.Add(
            Check.AtMost(
                "allocated for one row, above Kestrel's constant",
                Estimate.Of([.. ours.Zip(kestrels, (our, its) => our - its)]),
                "B",
                200
            ) with
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Estimate.MedianOf(ours):F0} and {Estimate.MedianOf(kestrels):F0} B; idle: {idle / 1024:F0} kB a second"
                ),
            }
        );
    }

    private static async Task<double> AllocatedByARequestAsync(ServingStage stage, HttpTarget target, HttpClient server, double idle)
    {
        (var before, var start) = (await AllocatedAsync(server), Stopwatch.GetTimestamp());
        var run = await stage.Wrk.RunAsync(target, Window);
        var allocated = await AllocatedAsync(server) - before;
        return (allocated - (idle * Stopwatch.GetElapsedTime(start).TotalSeconds)) / run.Requests;
    }

    private static async Task<double> IdleRateAsync(HttpClient server)
    {
        (var before, var start) = (await AllocatedAsync(server), Stopwatch.GetTimestamp());
        await Task.Delay(Window);
        return (await AllocatedAsync(server) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> AllocatedAsync(HttpClient server) =>
        long.Parse(await server.GetStringAsync(new Uri(CountedGateway.Route, UriKind.Relative)), CultureInfo.InvariantCulture);
}
