using ServerlessML.Contracts.Rollout;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>The sequential methods that compare two arms, each as it is used.</summary>
internal static class Comparisons
{
    public const double Alpha = 0.05;

    /// <summary>Group-sequential looks begin here: a design plans its first look where the guard's sample is sure to be.</summary>
    private const int FirstLook = 5;

    public static readonly SequenceSettings Settings = new();

    /// <param name="samples">Control and treated.</param>
    /// <param name="effect">Least difference that matters, in the metric's units.</param>
    /// <param name="horizon">Looks of the group-sequential designs.</param>
    public static IReadOnlyList<Method<TArms>> All<TArms>(
        Func<TArms, (Sample Control, Sample Treated)> samples,
        double effect,
        int horizon = Block.Looks
    )
    {
        int[] planned = [.. Enumerable.Range(1, 20).Select(look => look * horizon / 20)];
        return
        [
            Of("confidence sequence, lift", (control, treated) =>
                ConfidenceSequence.Lift(control, treated, Settings).Shown != ShownDirection.Inconclusive
            ),
            Of("confidence sequence, lift by delta", (control, treated) =>
                ConfidenceSequence.LiftByDelta(control, treated, Settings).Shown != ShownDirection.Inconclusive
            ),
            Of("confidence sequence, difference", (control, treated) =>
                ConfidenceSequence.Difference(control, treated, Settings).Shown != ShownDirection.Inconclusive
            ),
            Of("mSPRT", (control, treated) => Msprt.Evidence(control, treated, effect * effect, Settings.Guard).Rejects(Alpha)),
            Group(
                "group-sequential, O'Brien-Fleming spending",
                StoppingRule.OBrienFlemingSpending,
                [.. Enumerable.Range(FirstLook, horizon - FirstLook + 1)]
            ),
            Group(
                "group-sequential, Pocock spending",
                StoppingRule.PocockSpending,
                [.. Enumerable.Range(FirstLook, horizon - FirstLook + 1)]
            ),
            Group("group-sequential, O'Brien-Fleming, 20 looks", StoppingRule.OBrienFleming, planned),
        ];

        Method<TArms> Of(string name, Func<Sample, Sample, bool> alarms) =>
            new(name, Alpha, (arms, _) => samples(arms) is var (control, treated) && alarms(control, treated));

        Method<TArms> Group(string name, StoppingRule rule, int[] looks)
        {
            var bounds = Bounds(rule, looks, horizon);
            return new(name, Alpha, (arms, look) =>
                look <= horizon
                && double.IsFinite(bounds[look])
                && samples(arms) is var (control, treated)
                && GroupSequential.Statistic(control, treated, Settings.Guard) is { } z
                && Math.Abs(z) >= bounds[look]
            );
        }
    }

    /// <summary>Two-sided z held against 1.96 at every look: what not to do.</summary>
    public static Method<TArms> Peeking<TArms>(Func<TArms, (Sample Control, Sample Treated)> samples) =>
        new(
            "z against 1.96 at every look",
            Alpha,
            (arms, _) =>
                samples(arms) is var (control, treated)
                && GroupSequential.Statistic(control, treated, Settings.Guard) is { } z
                && Math.Abs(z) >= 1.959963984540054,
            Promises: false
        );

    /// <summary>The z limit of each look, from 1; infinite where the design does not look.</summary>
    private static double[] Bounds(StoppingRule rule, int[] looks, int horizon)
    {
        double[] bounds = [.. Enumerable.Repeat(double.PositiveInfinity, horizon + 1)];
        var planned = GroupSequential.Bounds(rule, Alpha, [.. looks.Select(look => (double)look / horizon)]);
        foreach ((var look, var bound) in looks.Zip(planned))
        {
            bounds[look] = bound;
        }

        return bounds;
    }
}
