namespace ServerlessML.Demo;

/// <summary>The main job, played on real data: six chapters, then the figures.</summary>
public sealed class Demonstration(RunningSystem system, DemoOptions options)
{
    public const string Pipeline = "flight-delays";

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var narrator = new Narrator(TimeProvider.System);
        var months = new FlightMonths(system.FlightsFile, Path.Combine(options.DataDirectory, "flights"));
        var stage = new DemoStage(system, narrator, months);
        var report = new DemoReport();

        await new FirstModel(stage, report).PlayAsync(cancellation);
        await new BrokenBatch(stage).PlayAsync(cancellation);
        await new Challenger(stage, report).PlayAsync(cancellation);
        await new SameFilesAgain(stage, report).PlayAsync(cancellation);
        await new KilledHost(stage, report).PlayAsync(cancellation);
        await new Reproduction(stage, report).PlayAsync(cancellation);

        report.Print(narrator.Elapsed, system);
    }
}
