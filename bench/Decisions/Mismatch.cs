using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>Does routing keep the plan's shares? False alarms, and how soon a mismatch is seen.</summary>
internal static class Mismatch
{
    private const double Alpha = SampleRatio.FixedAlpha;

    public static IReadOnlyList<Stops> FalseAlarms() =>
        [
            .. Scenario("planned 50:50", 401, 0.5, 0.5).Run(Block.Experiments),
            .. Scenario("planned 90:10", 402, 0.1, 0.1).Run(Block.Experiments),
            .. Scenario("planned 99:1", 403, 0.01, 0.01).Run(Block.Experiments),
        ];

    public static IReadOnlyList<Stops> Delays() =>
        [
            .. Scenario("planned 50:50, came 60:40", 411, 0.5, 0.4).Run(2000),
            .. Scenario("planned 50:50, came 55:45", 412, 0.5, 0.45).Run(2000),
            .. Scenario("planned 50:50, came 53:47", 413, 0.5, 0.47).Run(2000),
            .. Scenario("planned 50:50, came 52:48", 414, 0.5, 0.48).Run(2000),
            .. Scenario("planned 90:10, came 92:8", 415, 0.1, 0.08).Run(2000),
        ];

    private static Scenario<ProportionArms> Scenario(string name, ulong seed, double planned, double came)
    {
        double[] shares = [1 - planned, planned];
        return new(
            name,
            seed,
            () => default,
            ProportionArms.World(came, 0.5, 0.5),
            [
                new("Dirichlet-multinomial, any traffic", Alpha, (arms, _) =>
                    SampleRatio.Evidence([arms.Control, arms.Treated], shares).Rejects(Alpha)
                ),
                new("Dirichlet-multinomial, concentration 10,000", Alpha, (arms, _) =>
                    SampleRatio.Evidence([arms.Control, arms.Treated], shares, [10_000]).Rejects(Alpha)
                ),
                new(
                    "chi-square at every look",
                    Alpha,
                    (arms, _) => SampleRatio.Fixed([arms.Control, arms.Treated], shares) is { } test && test.PValue < Alpha,
                    Promises: false
                ),
            ]
        );
    }
}
