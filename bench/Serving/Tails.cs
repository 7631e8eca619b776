namespace ServerlessML.Bench.Serving;

/// <summary>Latency at a rate that does not wait for answers.</summary>
internal static class Tails
{
    private const double ShareOfPeak = 0.7;
    private const int Connections = 192;

    public static async Task MeasureAsync(ServingStage stage)
    {
        var rate = ShareOfPeak * await stage.PeakAsync();
        using OpenLoop load = new(stage.Singles(stage.Gateway, ServingStage.Plain), Connections);
        await load.RunAsync(rate / 2, stage.Options.WarmUp);
        List<OpenLoopRun> runs = [];
        for (var round = 0; round < 3; round++)
        {
            Console.WriteLine($"  {OtherWork.Said(await OtherWork.MeasureAsync())}");
            runs.Add(await load.RunAsync(rate, stage.Options.Tail));
            Console.WriteLine(
                $"  p50 {Report.Number(runs[^1].P50)} ms, p99 {Report.Number(runs[^1].P99)}, p99.9 "
                    + $"{Report.Number(runs[^1].P999)}; {runs[^1].Note}"
            );
        }

        var report = stage.Report;
        report.Keep("open loop at 70 % of the peak, asked for, 1/s", [.. runs.Select(run => run.Rate)]);
        report.Keep("open loop at 70 % of the peak, p50 ms", [.. runs.Select(run => run.P50)]);
        report.Keep("open loop at 70 % of the peak, sent late, p99 ms", [.. runs.Select(run => OpenLoopRun.At(run.Lags, 0.99))]);
        var p99 = report.Keep("open loop at 70 % of the peak, p99 ms", [.. runs.Select(run => run.P99)]);
        var p999 = report.Keep("open loop at 70 % of the peak, p99.9 ms", [.. runs.Select(run => run.P999)]);
        var note = runs.All(run => run.KeptSchedule) ? runs[^1].Note : runs.First(run => !run.KeptSchedule).Note;
        report.Add(Check.AtMost("one row, open loop at 70 % of the peak, p99", p99, "ms", 5) with { Note = note });
        report.Add(Check.AtMost("one row, open loop at 70 % of the peak, p99.9", p999, "ms", 20));
        var failed = runs.Sum(run => run.Failed);
        report.Add(new("failed requests, open loop", failed, "", "0", failed == 0));
    }
}
