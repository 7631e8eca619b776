using System.Diagnostics;
using ServerlessML.Bench.Decisions.Running;
using ServerlessML.Demo;
using ServerlessML.Demo.Rollouts;

namespace ServerlessML.Bench.Decisions;

/// <summary>
/// Simulates the decisions' statistics, plants regressions on the running system, and says whether they keep their promises:
/// <c>decisions.json</c>, and the tables and plots of the documentation.
/// </summary>
internal static class DecisionsBench
{
    /// <summary>Over the promised alpha: the simulation's own chance, and what an asymptotic method may be off.</summary>
    private const double Slack = 1.1;

    private const double MostOfFixedSample = 0.6;

    private const string Simulated = "simulated",
        Running = "running";

    /// <param name="folder">For reports and data.</param>
    /// <param name="request">Which of the two parts.</param>
    public static async Task<int> RunAsync(BenchFolder folder, BenchRequest request)
    {
        Report report = new();
        var clock = Stopwatch.StartNew();
        DecisionsPage page = new(folder.Documents);
        if (request.Wants(Simulated))
        {
            Simulate(report, page, clock);
        }

        if (request.Wants(Running))
        {
            await PlantAsync(report, page, folder);
        }

        var path = Path.Combine(folder.Root, "decisions.json");
        report.Write(path);
        Console.WriteLine(
            $"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold, {clock.Elapsed.TotalSeconds:0} s; {path}"
        );
        return 0;
    }

    private static async Task PlantAsync(Report report, DecisionsPage page, BenchFolder folder)
    {
        try
        {
            var figures = await PlantedRegressions.PlayAsync(folder);
            foreach (var check in PlantedRegressions.Checks(figures))
            {
                report.Add(check);
            }

            page.Write(figures);
        }
        catch (DemoFailedException failure)
        {
            report.Add(Check.Missing("planted regressions, running system", "looks", "<= 2", failure.Message));
        }
    }

    private static void Simulate(Report report, DecisionsPage page, Stopwatch clock)
    {
        var alarms = Part("false alarms", FalseAlarms.Run);
        alarms =
        [
            .. alarms,
            .. Part("false alarms, keys and their past", UnitsAndCovariates.FalseAlarms),
            .. Part("false alarms, canary", Canaries.FalseAlarms),
        ];
        var limits = Part("guardrails at their limits", Guardrails.AtTheLimit);
        var plans = Part("sample ratio as planned", Mismatch.FalseAlarms);
        foreach (var stops in alarms.Concat(limits).Concat(plans).Where(stops => stops.Promises))
        {
            report.Add(AtMostAlpha(stops));
        }

        var none = Part("power, no effect", () => Power.Run(0, 500));
        var once = Part("power, the least effect", () => Power.Run(1, 501));
        var twice = Part("power, twice the least effect", () => Power.Run(2, 502));
        foreach (var stops in twice)
        {
            var part = stops.MeanEvents / Power.FixedEvents;
            report.Add(new($"mean sample at 2x, {stops.Method}", part, "of fixed", $"<= {MostOfFixedSample}", part <= MostOfFixedSample));
        }

        UnitsAndPower(report, page, Part);
        IReadOnlyList<Stops> broken = [.. Part("guardrails broken", Guardrails.Broken), .. Part("canary broken", Canaries.Broken)];
        var mismatches = Part("sample ratio broken", Mismatch.Delays);
        foreach (var stops in mismatches.Where(stops => stops.Method.EndsWith("any traffic", StringComparison.Ordinal)))
        {
            report.Add(
                new($"{stops.Scenario}, found within {Block.Horizon} events", stops.Share, "share", ">= 0.9", stops.Share >= 0.9)
                {
                    Interval = Ends(stops),
                }
            );
        }

        page.Write(alarms, limits, plans, once, twice, broken, mismatches, none);

        IReadOnlyList<Stops> Part(string name, Func<IReadOnlyList<Stops>> run)
        {
            var before = clock.Elapsed;
            var stops = run();
            Console.WriteLine($"{name}: {(clock.Elapsed - before).TotalSeconds:0.0} s");
            return stops;
        }
    }

    private static void UnitsAndPower(
        Report report,
        DecisionsPage page,
        Func<string, Func<IReadOnlyList<Stops>>, IReadOnlyList<Stops>> part
    )
    {
        IReadOnlyList<double> plans = [];
        IReadOnlyList<Stops>[] effects =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(times => part($"power with keys and their past, {times}x", () =>
                    {
                        var found = UnitsAndCovariates.Power(times, 520 + (ulong)times);
                        plans = [.. found.Select(one => one.FixedEvents)];
                        return [.. found.Select(one => one.Stops)];
                    })),
        ];
        foreach ((var stops, var plan) in effects[2].Zip(plans))
        {
            report.Add(
                new(
                    $"mean sample at 2x, {stops.Scenario}, {stops.Method}",
                    stops.MeanEvents / plan,
                    "of fixed",
                    $"<= {MostOfFixedSample}",
                    stops.MeanEvents / plan <= MostOfFixedSample
                )
            );
        }

        page.Write(effects[0], effects[1], effects[2], plans);
    }

    private static Check AtMostAlpha(Stops stops) =>
        new(
            $"false alarms, {stops.Scenario}, {stops.Method}",
            stops.Share,
            "share",
            $"<= {Slack * stops.Alpha:0.####}",
            stops.Share <= Slack * stops.Alpha
        )
        {
            Interval = Ends(stops),
        };

    private static double[] Ends(Stops stops) => stops.Interval() is var (low, high) ? [low, high] : [];
}
