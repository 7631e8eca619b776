using ServerlessML.Contracts.Monitoring;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Bench.Decisions;

/// <summary>A canary over the stretches of one step, fifty requests an arm each: as it is, and with alpha spent over its looks.</summary>
internal static class Canaries
{
    private const int PerArm = Block.Events / 2;
    private static readonly double[] Edges = [20, 50, 100, 250];
    private static readonly double[] Latencies = [0.45, 0.3, 0.15, 0.07, 0.03];
    private static readonly Categorical Kinds = new(Latencies);
    private static readonly Binomial Failures = new(0.02);
    private static readonly LookVerdict NotYet = new() { Outcome = LookOutcome.Inconclusive, Findings = [] };
    private static readonly (RolloutPolicy AsItIs, RolloutPolicy Spent) Three = (Policy(null, []), Policy(Comparisons.Alpha, []));

    // Its values are continuous, where errors and tails of latency have many ties, which make ranks cautious.
    private static readonly (RolloutPolicy AsItIs, RolloutPolicy Spent) One = (
        Policy(null, [new() { Metric = OutcomeMetric.Quality }]),
        Policy(Comparisons.Alpha, [new() { Metric = OutcomeMetric.Quality }])
    );

    public static IReadOnlyList<Stops> FalseAlarms() =>
        [
            .. World("canary of three metrics, 20 looks", 131, Three).Run(Block.Experiments, 20),
            .. World("canary of quality alone, 20 looks", 133, One).Run(Block.Experiments, 20),
            .. World("canary of quality alone, 60 looks", 134, One).Run(2000, 60),
        ];

    public static IReadOnlyList<Stops> Broken() =>
        World("canary of quality alone, a fifth of a deviation lower", 331, One, -0.2).Run(2000, 100);

    private static Scenario<Seen> World(string name, ulong seed, (RolloutPolicy AsItIs, RolloutPolicy Spent) policies, double shift = 0) =>
        new(name, seed, () => new(), (seen, draws) => Advance(seen, draws, policies, shift), Methods());

    private static IReadOnlyList<Method<Seen>> Methods() =>
        [
            new("canary, each look for itself", Comparisons.Alpha, (seen, _) => seen.Plain.Outcome == LookOutcome.Failure, Promises: false),
            new("canary, alpha spent over looks", Comparisons.Alpha, (seen, _) => seen.Spent.Outcome == LookOutcome.Failure),
        ];

    private static RolloutPolicy Policy(double? alpha, IReadOnlyList<CanaryMeasure> metrics) =>
        new()
        {
            Steps = [new() { Weight = 50 }, new() { Weight = 100 }],
            MaxErrorRate = 1,
            Experiment = new()
            {
                Metric = OutcomeMetric.Quality,
                Kind = MetricType.Mean,
                Method = JudgeMethod.Canary,
                Canary = new() { Alpha = alpha, Metrics = metrics },
            },
        };

    private static Seen Advance(Seen seen, Draws draws, (RolloutPolicy AsItIs, RolloutPolicy Spent) policies, double shift)
    {
        LookBasis look = new()
        {
            Share = 0.5,
            Control = seen.Control.Merge(Stretch(draws, 0)),
            Treated = seen.Treated.Merge(Stretch(draws, shift)),
        };
        return new()
        {
            Control = look.Control,
            Treated = look.Treated,
            Plain = EvidenceJudge.Judge(policies.AsItIs, look with { Last = seen.Plain.Evidence }),
            Spent = EvidenceJudge.Judge(policies.Spent, look with { Last = seen.Spent.Evidence }),
        };
    }

    private static ArmStatistics Stretch(Draws draws, double shift)
    {
        var latencies = new long[Latencies.Length];
        for (var request = 0; request < PerArm; request++)
        {
            latencies[Kinds.Draw(draws)]++;
        }

        return new()
        {
            Requests = PerArm,
            Errors = Failures.Draw(draws, PerArm),
            Latency = new() { Edges = Edges, Counts = latencies },
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Quality] = Measured.Normal(5 + shift)(draws, PerArm),
            },
        };
    }

    private sealed record Seen
    {
        public ArmStatistics Control { get; init; } = ArmStatistics.None;

        public ArmStatistics Treated { get; init; } = ArmStatistics.None;

        public LookVerdict Plain { get; init; } = NotYet;

        public LookVerdict Spent { get; init; } = NotYet;
    }
}
