using ServerlessML.Contracts.Rollout;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>Guardrails at their limits, where a false alarm is likeliest; and beyond, for how soon they see it.</summary>
internal static class Guardrails
{
    private const double Alpha = 0.05;
    private static readonly SequenceSettings Settings = new();
    private static readonly double[] Predicted = [0.22, 0.18, 0.14, 0.11, 0.09, 0.08, 0.06, 0.05, 0.04, 0.03];
    private static readonly double[] LatencyEdges = [20, 50, 100, 250];

    /// <summary>The treated arm is exactly at the limit.</summary>
    public static IReadOnlyList<Stops> AtTheLimit() =>
        [
            .. ErrorRate("error rate of 1 %, limit 1 %", 201, 0.01).Run(Block.Experiments),
            .. ErrorRate("error rate of .1 %, limit .1 %", 202, 0.001, 0.001).Run(Block.Experiments),
            .. AgainstControl("error rate as the control's, 90:10", 203, 0.02).Run(Block.Experiments),
            .. Latency("1 % of latencies above the p99 limit", 204, 0.01).Run(Block.Experiments),
            .. Shift("predictions as the control's, tolerance 0", 205, 0, 0).Run(Block.Experiments),
            .. Shift("predictions .05 apart, tolerance .05", 206, 0.05, 0.05).Run(Block.Experiments),
            .. Floor("conversions at a floor of 20 %", 207, 0.2).Run(Block.Experiments),
            .. RevenueFloor("revenue a visitor at its floor, 90:10", 208, 1).Run(Block.Experiments),
            .. RevenueFloor("revenue a visitor at its floor, no control", 211, 1, 1).Run(Block.Experiments),
            .. Loss("conversions 5 % below control, 5 % tolerated", 209, 0.05).Run(Block.Experiments),
            .. Accepted("not inferior: lift at the margin of -10 %", 210, 0.1).Run(Block.Experiments),
        ];

    /// <summary>The treated arm has a tenth of the traffic and breaks the limit.</summary>
    public static IReadOnlyList<Stops> Broken() =>
        [
            .. ErrorRate("error rate of 2 %, limit 1 %", 301, 0.02).Run(2000),
            .. ErrorRate("error rate of 5 %, limit 1 %", 302, 0.05).Run(2000),
            .. ErrorRate("error rate of 20 %, limit 1 %", 303, 0.2).Run(2000),
            .. AgainstControl("error rate twice the control's 2 %", 304, 0.04).Run(2000),
            .. Latency("2 % of latencies above the p99 limit", 305, 0.02).Run(2000),
            .. Latency("5 % of latencies above the p99 limit", 306, 0.05).Run(2000),
            .. Shift("predictions .10 apart, tolerance .05", 307, 0.1, 0.05).Run(2000),
            .. Shift("predictions .20 apart, tolerance .05", 308, 0.2, 0.05).Run(2000),
            .. Floor("conversions of 18 %, floor 20 %", 309, 0.18).Run(2000),
            .. Floor("conversions of 15 %, floor 20 %", 310, 0.15).Run(2000),
            .. RevenueFloor("revenue a visitor 20 % under its floor", 311, 0.8).Run(2000),
        ];

    private static Scenario<ProportionArms> ErrorRate(string name, ulong seed, double rate, double limit = 0.01) =>
        new(
            name,
            seed,
            () => default,
            ProportionArms.World(0.1, limit, rate),
            [new("exact wager on a limit", Alpha, (arms, _) => BinomialWager.Above(arms.TreatedYes, arms.Treated, limit).Rejects(Alpha))]
        );

    private static Scenario<ProportionArms> AgainstControl(string name, ulong seed, double rate) =>
        new(
            name,
            seed,
            () => default,
            ProportionArms.World(0.1, 0.02, rate),
            [
                new("exact wager on the arm of an error", Alpha, (arms, _) =>
                    BinomialWager.AboveControl(arms.ControlYes, arms.TreatedYes, 0.1, 1).Rejects(Alpha)
                ),
            ]
        );

    private static Scenario<Binned> Latency(string name, ulong seed, double above)
    {
        double[] shares = [0.5 - above, 0.3, 0.15, 0.05, above];
        return new(
            name,
            seed,
            Binned.Nothing(shares.Length),
            Binned.World(0.1, shares, shares),
            [new("exact wager on the tail", Alpha, (arms, _) =>
                {
                    BinnedCounts latency = new() { Edges = LatencyEdges, Counts = arms.Treated };
                    return BinomialWager.Above(latency.SurelyAbove(250), latency.Total(), 0.01).Rejects(Alpha);
                })]
        );
    }

    /// <summary>Moves mass from the low bins to the high ones: the distance is at the middle edge.</summary>
    private static Scenario<Binned> Shift(string name, ulong seed, double distance, double tolerance)
    {
        double[] moved = [.. Predicted.Select((share, bin) => share + (bin < 5 ? -distance / 5 : distance / 5))];
        moved =
            distance > 0.15
                ?
                [
                    .. Predicted.Select(
                        (share, bin) =>
                            bin < 4 ? share - (distance / 4)
                            : bin > 5 ? share + (distance / 4)
                            : share
                    ),
                ]
                : moved;
        PredictionShift shift = new(0.1, tolerance);
        return new(
            name,
            seed,
            Binned.Nothing(Predicted.Length),
            Binned.World(0.1, Predicted, moved),
            [new("exact wagers on all edges", Alpha, (arms, _) => shift.Evidence(arms.Control, arms.Treated).Rejects(Alpha))]
        );
    }

    private static Scenario<ProportionArms> Floor(string name, ulong seed, double rate) =>
        new(
            name,
            seed,
            () => default,
            ProportionArms.World(0.1, 0.2, rate),
            [new("exact wager on a floor", Alpha, (arms, _) => BinomialWager.Below(arms.TreatedYes, arms.Treated, 0.2).Rejects(Alpha))]
        );

    private static Scenario<Measured> RevenueFloor(string name, ulong seed, double factor, double share = 0.1) =>
        new(
            name,
            seed,
            () => Measured.Nothing,
            Measured.World(Measured.Revenue(), Measured.Revenue(factor), share),
            [
                new("one-sided mixture on a floor", Alpha, (arms, _) =>
                    ConfidenceSequence
                        .BelowFloor(arms.Control.Count > 0 ? Sample.Of(arms.Control) : null, Sample.Of(arms.Treated), 5, Settings)
                        .Rejects(Alpha)
                ),
            ]
        );

    private static Scenario<ProportionArms> Loss(string name, ulong seed, double loss) =>
        new(
            name,
            seed,
            () => default,
            ProportionArms.World(0.5, 0.2, 0.2 * (1 - loss)),
            [
                new("one-sided mixture on a loss", Alpha, (arms, _) =>
                    ConfidenceSequence.BelowControl(arms.ControlSample, arms.TreatedSample, loss, Settings).Rejects(Alpha)
                ),
            ]
        );

    private static Scenario<ProportionArms> Accepted(string name, ulong seed, double margin) =>
        new(
            name,
            seed,
            () => default,
            ProportionArms.World(0.5, 0.2, 0.2 * (1 - margin)),
            [
                new("confidence sequence above the margin", Alpha, (arms, _) =>
                    NonInferiority.Decide(ConfidenceSequence.Lift(arms.ControlSample, arms.TreatedSample, Settings), margin)
                    == ShownDirection.Higher
                ),
            ]
        );
}
