using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Bench.Serving;

/// <summary>Plans that replace the model again and again under half of what the gateway can do.</summary>
internal static class Swaps
{
    private const int Connections = 192;
    private const int Rounds = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task MeasureAsync(ServingStage stage)
    {
        var rate = 0.5 * await stage.PeakAsync();
        await using var gateway = await GatewayProcess.StartAsync(stage.Folder, stage.Storage);
        var revision = 2;
        await gateway.ServeAsync(Swap(stage, revision));
        using OpenLoop load = new(stage.Singles(gateway, ServingStage.Plain), Connections);
        await load.RunAsync(rate, stage.Options.WarmUp);
        List<OpenLoopRun> steady = [],
            swapped = [];
        for (var round = 0; round < Rounds; round++)
        {
            Console.WriteLine($"  {OtherWork.Said(await OtherWork.MeasureAsync())}");
            steady.Add(await load.RunAsync(rate, stage.Options.Tail / 2));
            Console.WriteLine($"  steady: p99 {Report.Number(steady[^1].P99)} ms; {steady[^1].Note}");
            using CancellationTokenSource done = new();
            var run = load.RunAsync(rate, Longest, done.Token);
            for (var swap = 0; swap < stage.Options.Swaps / Rounds; swap++)
            {
                await gateway.ServeAsync(Swap(stage, ++revision));
            }

            await done.CancelAsync();
            swapped.Add(await run);
            Console.WriteLine(
                $"  {stage.Options.Swaps / Rounds} swaps: p99 {Report.Number(swapped[^1].P99)} ms, {swapped[^1].Due} requests, "
                    + $"{swapped[^1].Failed} failed; {swapped[^1].Note}"
            );
        }

        var report = stage.Report;
        report.Keep("half load, steady, p99 ms", [.. steady.Select(run => run.P99)]);
        report.Keep("half load, swaps, p99 ms", [.. swapped.Select(run => run.P99)]);
        report.Keep("half load, swaps, p99.9 ms", [.. swapped.Select(run => run.P999)]);
        var failed = swapped.Sum(run => run.Failed);
        report.Add(
            new($"failed requests during {stage.Options.Swaps} plan swaps with model loads", failed, "", "0", failed == 0)
            {
                Note = $"of {swapped.Sum(run => run.Due)} at half load",
            }
        );
        report.Add(
            Check.AtMost(
                "p99 during the swaps against steady",
                Estimate.Ratio([.. swapped.Select(run => run.P99)], [.. steady.Select(run => run.P99)]),
                "x",
                2
            ) with
            {
                Note = steady.Concat(swapped).FirstOrDefault(run => !run.KeptSchedule)?.Note ?? steady[^1].Note,
            }
        );
    }

    // A model that no plan names is freed, so every swap loads one.
    private static Plan Swap(ServingStage stage, int revision) =>
        new(ServingStage.Plain, revision, (revision, revision % 2 == 0 ? stage.Digests.Mlp : stage.Digests.Other, TrafficPlan.WholeWeight));
}
