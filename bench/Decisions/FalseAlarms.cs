using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>A/A experiments: nothing differs, so whatever stops is a false alarm.</summary>
internal static class FalseAlarms
{
    public static IReadOnlyList<Stops> Run() =>
        [
            .. Conversions("conversions of 20 %, arms 50:50", 101, 0.5, 0.2, 0.0224, peeking: true),
            .. Conversions("conversions of 5 %, arms 50:50", 102, 0.5, 0.05, 0.0122),
            .. Conversions("conversions of 5 %, arms 90:10", 103, 0.1, 0.05, 0.02),
            .. Conversions("conversions of 1 %, arms 50:50", 104, 0.5, 0.01, 0.0056),
            .. Means("normal values", 105, Measured.Normal(5), arms => (Sample.Of(arms.Control), Sample.Of(arms.Treated)), 0.056),
            .. Means(
                "revenue: one in ten buys, exponential",
                106,
                Measured.Revenue(),
                arms => (Sample.Of(arms.Control), Sample.Of(arms.Treated)),
                1.2
            ),
            .. Means("revenue, arms 90:10", 109, Measured.Revenue(), arms => (Sample.Of(arms.Control), Sample.Of(arms.Treated)), 2, 0.1),
            .. Means(
                "ratio: clicks over views",
                107,
                Measured.Clicks(),
                arms => (Sample.Ratio(arms.Control), Sample.Ratio(arms.Treated)),
                0.012
            ),
            .. Means(
                "normal values, CUPED, correlation .8",
                108,
                Measured.Normal(5, 0.8),
                arms => Cuped.Adjust(arms.Control, arms.Treated),
                0.034
            ),
        ];

    private static IReadOnlyList<Stops> Conversions(string name, ulong seed, double share, double rate, double effect, bool peeking = false)
    {
        static (Sample, Sample) Samples(ProportionArms arms) => (arms.ControlSample, arms.TreatedSample);
        IEnumerable<Method<ProportionArms>> methods = Comparisons.All<ProportionArms>(Samples, effect);
        return new Scenario<ProportionArms>(
            name,
            seed,
            () => default,
            ProportionArms.World(share, rate, rate),
            [.. peeking ? methods.Append(Comparisons.Peeking<ProportionArms>(Samples)) : methods]
        ).Run(Block.Experiments);
    }

    private static IReadOnlyList<Stops> Means(
        string name,
        ulong seed,
        Func<Draws, int, Contracts.Rollout.Moments> units,
        Func<Measured, (Sample, Sample)> samples,
        double effect,
        double share = 0.5
    )
    {
        var methods = Comparisons.All<Seen>(seen => (seen.Control, seen.Treated), effect);
        var world = Measured.World(units, units, share);
        return new Scenario<Seen>(name, seed, () => new(Measured.Nothing, default, default), Advance, methods).Run(Block.Experiments);

        // The methods share one pass over the sums.
        Seen Advance(Seen seen, Draws draws)
        {
            var arms = world(seen.Arms, draws);
            (var control, var treated) = samples(arms);
            return new(arms, control, treated);
        }
    }

    private readonly record struct Seen(Measured Arms, Sample Control, Sample Treated);
}
