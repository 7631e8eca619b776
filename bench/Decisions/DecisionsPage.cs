using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Demo.Rollouts;
using ServerlessML.Ml.Plots;

namespace ServerlessML.Bench.Decisions;

/// <summary>
/// Puts tables between the marks of <c>decisions-quality.md</c>, and plots beside it. The words around them are people's.
/// </summary>
internal sealed class DecisionsPage(string folder)
{
    private readonly string _path = Path.Combine(folder, "decisions-quality.md");

    public void Write(
        IReadOnlyList<Stops> alarms,
        IReadOnlyList<Stops> limits,
        IReadOnlyList<Stops> plans,
        IReadOnlyList<Stops> once,
        IReadOnlyList<Stops> twice,
        IReadOnlyList<Stops> broken,
        IReadOnlyList<Stops> mismatches,
        IReadOnlyList<Stops> none
    )
    {
        var page = File.ReadAllText(_path);
        page = Put(page, "false alarms", Rates(alarms));
        page = Put(page, "guardrails", Rates(limits));
        page = Put(page, "sample ratio", Rates(plans));
        page = Put(page, "power", PowerTable(none, once, twice));
        page = Put(page, "broken guardrails", Delays(broken));
        page = Put(page, "mismatches", Delays(mismatches));
        File.WriteAllText(_path, page);
        Draw(
            "decisions-false-alarms.svg",
            "False alarms in 10,000 A/A experiments, 200 looks each, 95 % intervals",
            new IntervalPlot(
                Comparisons.Alpha,
                "alpha",
                0.08,
                [
                    .. alarms
                        .Concat(limits)
                        .Where(stops => stops.Promises)
                        .Select(stops =>
                            ($"{stops.Scenario}: {Short(stops.Method)}", stops.Share, stops.Interval().Low, stops.Interval().High)
                        ),
                ]
            )
        );
        Draw(
            "decisions-power.svg",
            "Share of experiments stopped, conversions of 20 %",
            Curves(
                "events seen, both arms",
                "share stopped",
                Power.FixedEvents * 2,
                [
                    .. from effects in new[] { ("1x", once), ("2x", twice) }
                    from stops in effects.Item2
                    where stops.Method is "confidence sequence, lift" or "mSPRT" or "group-sequential, O'Brien-Fleming spending"
                    select ($"{effects.Item1} the least effect: {stops.Method}", Points(stops)),
                ]
            )
        );
        Draw(
            "decisions-sample-ratio.svg",
            "Share of mismatches found",
            Curves(
                "events seen, both arms",
                "share found",
                Block.Horizon,
                [
                    .. from stops in mismatches
                    where
                        stops.Promises
                        && stops.Scenario is "planned 50:50, came 55:45" or "planned 50:50, came 53:47" or "planned 90:10, came 92:8"
                    where stops.Promises
                    select ($"{stops.Scenario}: {stops.Method}", Points(stops)),
                ]
            )
        );
    }

    /// <summary>Power where units are keys, and with what is known of them from before.</summary>
    public void Write(IReadOnlyList<Stops> none, IReadOnlyList<Stops> once, IReadOnlyList<Stops> twice, IReadOnlyList<double> plans)
    {
        StringBuilder table = new(
            "| world | method | fixed test | stops at no effect | power at 1x | mean sample at 1x | power at 2x | mean sample "
                + "at 2x |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        );
        foreach (((var idle, var one, var two), var plan) in none.Zip(once, twice).Zip(plans))
        {
            table.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {one.Scenario} | {one.Method} | {plan:0} events | {Percent(idle.Share)} | {Percent(one.Share)} | "
                        + $"{one.MeanEvents / plan:0.00} | {Percent(two.Share)} | {two.MeanEvents / plan:0.00} |\n"
                )
            );
        }

        File.WriteAllText(_path, Put(File.ReadAllText(_path), "units", table.ToString()));
        Draw(
            "decisions-units.svg",
            "Share of experiments stopped at the least effect",
            Curves(
                "events seen, both arms",
                "share stopped",
                plans.Max() * 2,
                [
                    .. from stops in once
                    where stops.Method.EndsWith("lift", StringComparison.Ordinal)
                    select ($"{stops.Scenario}: {Short(stops.Method)}", Points(stops)),
                ]
            )
        );
    }

    public void Write(IReadOnlyList<ReleaseOutcome> figures)
    {
        StringBuilder table = new(
            "| release | end | looks that saw it | first to last answer of the new version | from the deciding look to its "
                + "last answer | its answers | its median | the champion's |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: "
                + "|\n"
        );
        foreach (var figure in figures)
        {
            table.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {figure.Release} | {figure.End} | {Or(figure.Looks, "")} | {Or(figure.Exposed?.TotalSeconds, " s")} | "
                        + $"{Or(figure.Restored?.TotalSeconds, " s")} | {figure.Candidate.Answers} | "
                        + $"{Or(figure.Candidate.MedianMs, " ms")} | {Or(figure.Champion.MedianMs, " ms")} |\n"
                )
            );
        }

        File.WriteAllText(_path, Put(File.ReadAllText(_path), "running system", table.ToString()));

        static string Or(double? value, string unit) =>
            value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#}{unit}") : "-";
    }

    private static string Rates(IReadOnlyList<Stops> all)
    {
        StringBuilder table = new("| world | method | promised | false alarms | 95 % interval |\n| --- | --- | ---: | ---: | --- |\n");
        foreach (var stops in all)
        {
            (var low, var high) = stops.Interval();
            var promised = stops.Promises ? Percent(stops.Alpha) : $"nothing ({Percent(stops.Alpha)})";
            table.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {stops.Scenario} | {stops.Method} | {promised} | {Percent(stops.Share)} | {Percent(low)} to {Percent(high)} |\n"
                )
            );
        }

        return table.ToString();
    }

    private static string PowerTable(IReadOnlyList<Stops> none, IReadOnlyList<Stops> once, IReadOnlyList<Stops> twice)
    {
        StringBuilder table = new(string.Create(CultureInfo.InvariantCulture, $"The fixed test takes {Power.FixedEvents:0} events.\n\n"));
        table.Append(
            "| method | stops at no effect | power at 1x | mean sample at 1x | power at 2x | mean sample at 2x | median at 2x "
                + "|\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        );
        foreach ((var idle, var one, var two) in none.Zip(once, twice))
        {
            table.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {one.Method} | {Percent(idle.Share)} | {Percent(one.Share)} | {one.MeanEvents / Power.FixedEvents:0.00} "
                        + $"| {Percent(two.Share)} | {two.MeanEvents / Power.FixedEvents:0.00} | "
                        + $"{two.MedianEvents / Power.FixedEvents:0.00} |\n"
                )
            );
        }

        return table.ToString();
    }

    private static string Delays(IReadOnlyList<Stops> all)
    {
        StringBuilder table = new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| world | method | found within {Block.Horizon} events | median events to find it |\n| --- | --- | ---: | ---: |\n"
            )
        );
        foreach (var stops in all)
        {
            table.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {stops.Scenario} | {stops.Method}{(stops.Promises ? "" : " (not valid)")} | {Percent(stops.Share)} | "
                        + $"{stops.MedianEvents?.ToString(CultureInfo.InvariantCulture) ?? "-"} |\n"
                )
            );
        }

        return table.ToString();
    }

    private static CurvePlot Curves(
        string across,
        string up,
        double most,
        IReadOnlyList<(string Name, IReadOnlyList<CurvePoint> Points)> curves
    ) => new(across, up, hasDiagonal: false, curves, mostX: most, wide: 560);

    private static IReadOnlyList<CurvePoint> Points(Stops stops) =>
        [.. stops.StoppedShares().Select((share, look) => new CurvePoint(look * Block.Events, share))];

    private static string Put(string page, string mark, string table)
    {
        var from = $"<!-- bench: {mark} -->\n";
        const string to = "<!-- end -->";
        var start = page.IndexOf(from, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(to, start, StringComparison.Ordinal);
        return end < 0
            ? throw new InvalidDataException($"The page of the decisions' quality lacks the mark '{from.Trim()}' or its '{to}'.")
            : string.Concat(page.AsSpan(0, start + from.Length), table, page.AsSpan(end));
    }

    private void Draw(string name, string title, Plot plot) => File.WriteAllText(Path.Combine(folder, name), plot.ToFile(title));

    private static string Short(string method) =>
        method.Replace("group-sequential, ", "", StringComparison.Ordinal).Replace("confidence sequence", "CS", StringComparison.Ordinal);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %");
}
