using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>How often, and how soon, an effect is found: conversions of 20 % against a fixed test planned for the least effect.</summary>
internal static class Power
{
    public const double Rate = 0.2;
    public const double Effect = 0.0224;
    private const int Experiments = 4000;

    /// <summary>Events of a fixed test at .05 with a power of .8, both arms together.</summary>
    public static double FixedEvents { get; } = Fixed();

    /// <summary>None, once and twice the least effect; open methods go on to twice the fixed sample, designs to their horizon.</summary>
    public static IReadOnlyList<Stops> Run(double effects, ulong seed)
    {
        static (Sample, Sample) Samples(ProportionArms arms) => (arms.ControlSample, arms.TreatedSample);
        var horizon = (int)Math.Ceiling(FixedEvents * 1.1 / Block.Events / 20) * 20;
        var methods = Comparisons.All<ProportionArms>(Samples, Effect, horizon);
        Scenario<ProportionArms> scenario = new(
            $"{effects:0}x the least effect",
            seed,
            () => default,
            ProportionArms.World(0.5, Rate, Rate + (effects * Effect)),
            methods
        );
        return
        [
            .. scenario
                .Run(Experiments, (int)(2 * FixedEvents / Block.Events))
                .Select(stops => stops.Method.StartsWith("group", StringComparison.Ordinal) ? stops with { Looks = horizon } : stops),
        ];
    }

    private static double Fixed()
    {
        var treated = Rate + Effect;
        var z = StandardNormal.Quantile(0.025) + StandardNormal.Quantile(0.2);
        return 2 * z * z * ((Rate * (1 - Rate)) + (treated * (1 - treated))) / (Effect * Effect);
    }
}
