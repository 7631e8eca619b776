using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>
/// Keys as units, and what is known of units from before: alarms where nothing differs, and how soon an effect is found with and without.
/// </summary>
internal static class UnitsAndCovariates
{
    private const int Experiments = 4000;
    private const double Lift = 0.15,
        Shift = 0.056;

    public static IReadOnlyList<Stops> FalseAlarms() =>
        [
            .. Keyed.Visitors("visitors of one to seven rows", 121, 0, [.. ByKeys(), ByRows()]).Run(Block.Experiments),
            .. Keyed.ComingBack("500 keys that come back", 122, 500, [.. ByKeys(), ByRows()]).Run(Block.Experiments),
        ];

    /// <summary>None, once and twice the least effect, in the order of worlds and methods.</summary>
    public static IReadOnlyList<(Stops Stops, double FixedEvents)> Power(double effects, ulong seed)
    {
        double values = FixedOfValues(),
            visitors = Keyed.FixedEvents(Lift);
        return
        [
            .. Values("normal values", effects, seed, values, arms => (Sample.Of(arms.Control), Sample.Of(arms.Treated)))
                .Select(stops => (stops, values)),
            .. Values("normal values, CUPED, correlation .8", effects, seed, values, arms => Cuped.Adjust(arms.Control, arms.Treated))
                .Select(stops => (stops, values)),
            .. Keyed
                .Visitors("visitors of one to seven rows", seed + 10, effects * Lift, ByKeys())
                .Run(Experiments, (int)(2 * visitors / Block.Events))
                .Select(stops => (stops, visitors)),
        ];
    }

    private static IReadOnlyList<Method<Keyed.Seen>> ByKeys() =>
        [
            .. Two<Keyed.Seen>(seen => seen.Keys, Keyed.Rate * Lift, "by keys: "),
            .. Two<Keyed.Seen>(seen => seen.Adjusted, Keyed.Rate * Lift, "by keys, CUPED: "),
        ];

    private static Method<Keyed.Seen> ByRows() =>
        Two<Keyed.Seen>(seen => seen.Rows, Keyed.Rate * Lift, "by rows: ")[0] with
        {
            Promises = false,
        };

    // What a rollout may be decided by at any look.
    private static IReadOnlyList<Method<TArms>> Two<TArms>(
        Func<TArms, (Sample Control, Sample Treated)> samples,
        double effect,
        string prefix
    ) =>
        [
            .. Comparisons
                .All(samples, effect)
                .Where(method => method.Name is "confidence sequence, lift" or "mSPRT")
                .Select(method => method with { Name = prefix + method.Name }),
        ];

    private static IReadOnlyList<Stops> Values(
        string name,
        double effects,
        ulong seed,
        double fixedEvents,
        Func<Measured, (Sample, Sample)> samples
    ) =>
        new Scenario<Measured>(
            name,
            seed,
            () => Measured.Nothing,
            Measured.World(Measured.Normal(5, 0.8), Measured.Normal(5 + (effects * Shift), 0.8)),
            Two(samples, Shift, "")
        ).Run(Experiments, (int)(2 * fixedEvents / Block.Events));

    private static double FixedOfValues()
    {
        var z = StandardNormal.Quantile(0.025) + StandardNormal.Quantile(0.2);
        return 4 * z * z / (Shift * Shift);
    }
}
