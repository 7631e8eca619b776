using Spectre.Console;

namespace ServerlessML.Demo.Rollouts;

/// <summary>
/// Six releases on real flights, under live traffic whose outcomes come late: what is worse is stopped, each fault by what is there to find
/// it, and what is good ramps.
/// </summary>
public sealed class RolloutDemonstration(RunningSystem system, DemoOptions options, int repeats = 1)
{
    public const string Pipeline = "flight-rollouts";

    private const int RequestRows = 5000;
    private const int LandedRows = 50_000;

    // Enough to train the slow model a little: it is to be slow, not good.
    private const int FewRows = 3000;

    private static readonly ReleasePlan TooSlow = new()
    {
        Parameters = "{ epochs: 1, hidden: [4096, 4096, 4096] }",
        SliceLimit = false,
        MaxP99 = "5ms",
    };

    public async Task<IReadOnlyList<ReleaseOutcome>> PlayAsync(CancellationToken cancellation)
    {
        var narrator = new Narrator(TimeProvider.System);
        var months = new FlightMonths(system.FlightsFile, Path.Combine(options.DataDirectory, "flights"));
        var stage = new DemoStage(system, narrator, months, Pipeline);
        var scene = new RolloutScene(stage, months.Flights(FlightMonths.March, RequestRows));
        var february = months.Cut(FlightMonths.February, files: 8);
        List<ReleaseOutcome> figures = [];

        narrator.Chapter("1  January lands: the champion");
        await scene.ChampionAsync(months.Cut(FlightMonths.January, files: 8)[0], cancellation);

        narrator.Chapter("2  A candidate that is worse on Saturdays");
        figures.Add(
            await scene.RejectedByTheGateAsync(
                "worse on one slice",
                "saturday",
                months.WorseOn("Sat", february[0], "saturday", RolloutScene.HeldOut),
                "the slice weekday = 'Sat'",
                cancellation
            )
        );

        narrator.Chapter("3  The labels are inverted upstream: only live outcomes show it");
        for (var time = 1; time <= repeats; time++)
        {
            var file = months.TurnedOver(months.First(LandedRows - time, february[1], $"right-{time}"), $"turned-over-{time}");
            figures.Add(
                await scene.TurnedBackAsync("quality regression", $"turned-over-{time}", file, new(), "'quality' is", cancellation)
            );
        }

        narrator.Chapter("4  A model that is far too slow");
        for (var time = 1; time <= repeats; time++)
        {
            var file = months.First(FewRows - time, february[7], $"too-slow-{time}");
            figures.Add(
                await scene.TurnedBackAsync(
                    "latency regression",
                    $"too-slow-{time}",
                    file,
                    TooSlow,
                    "requests took more than 5 ms",
                    cancellation
                )
            );
        }

        narrator.Chapter("5  No outcomes arrive: nothing is shown, and people are asked");
        figures.Add(await scene.AsksAsync("inconclusive", "no-outcomes", february[2], new() { Horizon = "7s" }, cancellation));

        narrator.Chapter("6  A good candidate: A/A check, shadow, then a ramp by evidence");
        figures.Add(await scene.PromotedAsync("good", "good", february.Skip(3).Take(4), cancellation));

        await ReleaseOutcome.WriteAsync(Path.Combine(options.DataDirectory, "rollouts.json"), figures, cancellation);
        Print(figures, narrator.Elapsed);
        return figures;
    }

    private void Print(IReadOnlyList<ReleaseOutcome> figures, TimeSpan elapsed)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]What it did[/]").LeftJustified());
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                "release",
                "end",
                "looks that saw it",
                "first to last answer of the new version",
                "restored after",
                "its answers",
                "p50 ms",
                "champion's",
                "p50 ms",
                "message"
            );
        foreach (var figure in figures)
        {
            table.AddRow(
                figure.Release,
                figure.End,
                figure.Looks is { } looks ? $"{looks}" : "–",
                figure.Exposed is { } exposed ? $"{DemoStage.Text(exposed.TotalSeconds, "0.0")} s" : "–",
                figure.Restored is { } restored ? $"{DemoStage.Text(restored.TotalSeconds, "0.0")} s" : "–",
                $"{figure.Candidate.Answers:N0}",
                Median(figure.Candidate),
                $"{figure.Champion.Answers:N0}",
                Median(figure.Champion),
                Markup.Escape(figure.Message)
            );
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"  no request failed; after each release traffic, aliases and baseline named the same version; the whole demo took {elapsed:m\\:ss}"
        );
        AnsiConsole.MarkupLineInterpolated($"  run page  {system.ApiAddress}api/page   (tokens: {system.TokensFile})");
    }

    private static string Median(ArmFigure arm) => arm.MedianMs is { } median ? DemoStage.Text(median, "0.0") : "–";
}
