using ServerlessML.Contracts.Monitoring;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

public sealed class RolloutBacktestTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly AaPolicy Aa = new() { MinRequests = 1000 };

    private static readonly ShadowPolicy Limits = new()
    {
        MinRequests = 1000,
        MaxP99Milliseconds = 50,
        MaxDisagreement = 0.1,
        MaxDifference = 0.05,
    };

    private static ExperimentPolicy Experiment => new() { Metric = OutcomeMetric.Outcome };

    [Fact]
    public void StricterPolicy_WouldHaveTurnedBack_AtTheLookThatShowsIt()
    {
        var looks = Enumerable.Range(1, 6).Select(number => Look(number, errors: 3 * number)).ToList();
        var lenient = RolloutBacktest.Run(Policy(maxErrorRate: 0.05), looks);
        var strict = RolloutBacktest.Run(Policy(maxErrorRate: 0.001), looks);
        Assert.DoesNotContain(lenient, one => one.Move == RolloutMove.Back);
        Assert.Equal(RolloutMove.Back, strict.First(one => one.Verdict.Outcome == LookOutcome.Failure).Move);
        Assert.InRange(strict.First(one => one.Move == RolloutMove.Back).Look.Number, 1, 3);
    }

    [Fact]
    public void SamePolicy_GivesTheSameMoves()
    {
        var looks = Enumerable.Range(1, 4).Select(number => Look(number, errors: 0)).ToList();
        var moves = RolloutBacktest.Run(Policy(0.01), looks).Select(one => one.Move);
        // The step bakes for half an hour; looks come every ten minutes.
        Assert.Equal([RolloutMove.Hold, RolloutMove.Hold, RolloutMove.Advance, RolloutMove.Advance], moves);
    }

    [Fact]
    public void Backtest_OfPhases_JudgesThem_AndAPolicyWithoutThem_GoesOn()
    {
        RolloutLook[] looks =
        [
            Check(Arm(9000), Arm(700)),
            Shadow(Arm(2000), 0.2, 60) with
            {
                Number = 2,
            },
            Check(Arm(1000), Arm(1000)) with
            {
                Number = 3,
                Phase = null,
                Share = 0.5,
            },
        ];
        RolloutPolicy steps = new() { Steps = [new() { Weight = 50 }, new() { Weight = 100 }], LookEvery = TimeSpan.FromMinutes(1) };
        Assert.Equal(
            [RolloutMove.Advance, RolloutMove.Advance, RolloutMove.Advance],
            RolloutBacktest.Run(steps, looks).Select(one => one.Move)
        );
        Assert.Equal(
            [RolloutMove.Back, RolloutMove.Back, RolloutMove.Advance],
            RolloutBacktest
                .Run(
                    steps with
                    {
                        Aa = Aa,
                        Shadow = Limits,
                    },
                    [.. looks.Select(look => CanonicalJson.Deserialize<RolloutLook>(CanonicalJson.Serialize(look)))]
                )
                .Select(one => one.Move)
        );
    }

    [Fact]
    public void Backtest_OfAPastRollout_UnderAnotherMethod()
    {
        var looks = Enumerable
            .Range(1, 12)
            .Select(number => new RolloutLook
            {
                Deployment = "flights",
                RunId = "flights-1",
                Number = number,
                Step = 0,
                Share = 0.5,
                Revision = 2,
                At = DateTimeOffset.UnixEpoch.AddMinutes(10 * number),
                StepBegan = DateTimeOffset.UnixEpoch,
                Control = Arm(500 * number, 100 * number),
                Treated = Arm(500 * number, 80 * number),
            })
            .ToList();
        // As it was kept, and read again.
        looks = [.. looks.Select(look => CanonicalJson.Deserialize<RolloutLook>(CanonicalJson.Serialize(look)))];
        Assert.Equal(
            [4, 4, 2],
            new[]
            {
                Experiment,
                Experiment with
                {
                    Method = JudgeMethod.Msprt,
                    Effect = 0.04,
                },
                Experiment with
                {
                    Method = JudgeMethod.GroupSequential,
                    Design = new() { Units = 6000, Spending = AlphaSpending.Pocock },
                },
            }.Select(experiment => RolloutBacktest.Run(Policy(experiment), looks).First(one => one.Move == RolloutMove.Back).Look.Number)
        );
    }

    private static RolloutLook Check(ArmStatistics first, ArmStatistics second) =>
        Phase(RolloutPhase.Aa, 0.1) with
        {
            Control = first,
            Treated = second,
        };

    private static RolloutLook Shadow(ArmStatistics shadow, double apart, long disagreeing) =>
        Phase(RolloutPhase.Shadow, 0.2) with
        {
            Control = Arm(10_000),
            Treated = shadow,
            Differences = new()
            {
                Rows = shadow.Requests,
                AbsoluteSum = (long)(shadow.Requests * apart / ShadowDifferences.Unit),
                Agreeing = shadow.Requests - disagreeing,
            },
        };

    private static RolloutLook Phase(RolloutPhase phase, double share) =>
        Look(1, 0) with
        {
            Phase = phase,
            Share = share,
            At = Start.AddDays(1),
        };

    private static ArmStatistics Arm(long requests) =>
        new()
        {
            Requests = requests,
            Predictions = new() { Edges = [0.3, 0.6], Counts = [requests / 2, requests / 4, requests / 4] },
            Latency = new() { Edges = [1, 50, 100], Counts = [0, requests, 0, 0] },
        };

    private static ArmStatistics Arm(long units, long positives) =>
        new()
        {
            Requests = units,
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal)
            {
                [OutcomeMetric.Outcome] = Moments.OfSums(units, positives, positives),
            },
        };

    private static RolloutPolicy Policy(ExperimentPolicy experiment) =>
        new() { Steps = [new() { Weight = 50, Bake = TimeSpan.FromHours(1) }, new() { Weight = 100 }], Experiment = experiment };

    private static RolloutPolicy Policy(double maxErrorRate) =>
        new()
        {
            Steps = [new() { Weight = 50, Bake = TimeSpan.FromMinutes(30) }, new() { Weight = 100 }],
            LookEvery = TimeSpan.FromMinutes(10),
            MaxErrorRate = maxErrorRate,
        };

    private static RolloutLook Look(int number, long errors) =>
        new()
        {
            Deployment = "flights",
            RunId = "flights-1",
            Number = number,
            Step = 0,
            Share = 0.5,
            Revision = 2,
            At = Start + TimeSpan.FromMinutes(10 * number),
            StepBegan = Start,
            Control = new() { Requests = 300 * number },
            Treated = new() { Requests = 300 * number, Errors = errors },
        };
}
