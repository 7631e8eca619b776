using System.Diagnostics;

namespace ServerlessML.LocalHost.Bench.Decisions;

/// <summary>Simulates the decisions' statistics and says whether they keep their promises: <c>decisions.json</c>, and the tables and plots of the documentation.</summary>
internal static class DecisionsBench
{
    /// <summary>Over the promised alpha: the simulation's own chance, and what an asymptotic method may be off.</summary>
    private const double Slack = 1.1;

    private const double MostOfFixedSample = 0.6;

    public static int Run(BenchFolder folder)
    {
        Report report = new();
        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<Stops> alarms = Part("false alarms", FalseAlarms.Run);
        IReadOnlyList<Stops> limits = Part("guardrails at their limits", Guardrails.AtTheLimit);
        IReadOnlyList<Stops> plans = Part("sample ratio as planned", Mismatch.FalseAlarms);
        foreach (Stops stops in alarms.Concat(limits).Concat(plans).Where(stops => stops.Promises))
            report.Add(AtMostAlpha(stops));
        IReadOnlyList<Stops> none = Part("power, no effect", () => Power.Run(0, 500));
        IReadOnlyList<Stops> once = Part("power, the least effect", () => Power.Run(1, 501));
        IReadOnlyList<Stops> twice = Part("power, twice the least effect", () => Power.Run(2, 502));
        foreach (Stops stops in twice)
        {
            double part = stops.MeanEvents / Power.FixedEvents;
            report.Add(new($"mean sample at 2x, {stops.Method}", part, "of fixed", $"<= {MostOfFixedSample}", part <= MostOfFixedSample));
        }

        IReadOnlyList<Stops> broken = Part("guardrails broken", Guardrails.Broken);
        IReadOnlyList<Stops> mismatches = Part("sample ratio broken", Mismatch.Delays);
        foreach (Stops stops in mismatches.Where(stops => stops.Method.EndsWith("any traffic", StringComparison.Ordinal)))
            report.Add(new($"{stops.Scenario}, found within {Block.Horizon} events", stops.Share, "share", ">= 0.9", stops.Share >= 0.9) { Interval = Ends(stops) });

        DecisionsPage page = new(folder.Documents);
        page.Write(alarms, limits, plans, once, twice, broken, mismatches, none);
        string path = Path.Combine(folder.Root, "decisions.json");
        report.Write(path);
        Console.WriteLine($"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold, {clock.Elapsed.TotalSeconds:0} s; {path}");
        return 0;

        IReadOnlyList<Stops> Part(string name, Func<IReadOnlyList<Stops>> run)
        {
            TimeSpan before = clock.Elapsed;
            IReadOnlyList<Stops> stops = run();
            Console.WriteLine($"{name}: {(clock.Elapsed - before).TotalSeconds:0.0} s");
            return stops;
        }
    }

    private static Check AtMostAlpha(Stops stops) =>
        new($"false alarms, {stops.Scenario}, {stops.Method}", stops.Share, "share", $"<= {Slack * stops.Alpha:0.####}", stops.Share <= Slack * stops.Alpha)
        {
            Interval = Ends(stops),
        };

    private static double[] Ends(Stops stops) => stops.Interval() is var (low, high) ? [low, high] : [];
}
