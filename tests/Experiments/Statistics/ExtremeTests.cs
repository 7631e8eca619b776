using MathNet.Numerics;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Experiments.Rollout;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

/// <summary>
/// Holds every statistic that feeds a record to sixty-digit values (mpmath 1.3) far out, and to finite numbers whatever comes in.
/// </summary>
public sealed class ExtremeTests
{
    private static readonly SequenceSettings Settings = new();
    private static readonly SampleGuard Guard = new();

    [Theory]
    [InlineData(-3, -0.0013508099647481938, 4.4986491900352518)]
    [InlineData(0, -0.69314718055994531, -0.69314718055994531)]
    [InlineData(2.5, -5.0816482772786905, -1.9566482772786905)]
    [InlineData(3, -6.6077262215103495, -2.1077262215103495)]
    [InlineData(8, -35.01343715991455, -3.0134371599145499)]
    [InlineData(37, -689.03058557689059, -4.5305855768905936)]
    [InlineData(40, -804.60844201375379, -4.6084420137537882)]
    [InlineData(1e3, -500007.82669481218, -7.8266948121843098)]
    [InlineData(1e8, -5000000000000019.3, -19.339619277157038)]
    public void LogTail_FarOut_AgreesWithSixtyDigits(double z, double tail, double mills)
    {
        Assert.Equal(1, StandardNormal.LogTail(z) / tail, 13);
        Assert.Equal(mills, StandardNormal.LogMills(z), 12);
    }

    [Theory]
    [InlineData(.82, .04, .15, 100, -1.3350267950141599)]
    [InlineData(.82, .04, .15, 8000, -5.5792490344674148)]
    [InlineData(.82, .04, .15, 2_000_000, -11.10012141547105)]
    [InlineData(.2, .16, .1, 7000, -2.9988662353541848)]
    [InlineData(.75, .0004, .5, 100, -4.7744224415395966)]
    [InlineData(.75, .0004, .5, 2_000_000, -14.677762489707443)]
    public void BelowControl_AHealthyArm_AgreesWithSixtyDigits(double mean, double variance, double loss, long count, double log)
    {
        Sample arm = new(count, mean, variance);
        Assert.Equal(log, ConfidenceSequence.BelowControl(arm, arm, loss, Settings).Log, 10);
    }

    [Fact]
    public void BelowControl_AFarBetterArm_SaysLessTheMoreIsSeen()
    {
        var before = 0.0;
        for (var count = 100L; count <= 1_000_000_000_000; count *= 10)
        {
            var log = ConfidenceSequence.BelowControl(new(count, .1, .09), new(count, .9, .09), 0, Settings).Log;
            Assert.InRange(log, -100, before);
            before = log;
        }
    }

    [Theory]
    [InlineData(0, 5e-324, 1e18, -392.94330179763704)]
    [InlineData(1e-9, 1e-20, 1e-12, 40.789659123023831)]
    [InlineData(1e-3, 1e-6, 1e-40, 0)]
    [InlineData(1, 1e-300, 1, EValue.Most)]
    public void Msprt_ExtremeVariances_AgreesWithSixtyDigits(double difference, double variance, double mixing, double log) =>
        Assert.Equal(log, Msprt.Evidence(difference, variance, mixing).Log, 9);

    [Theory]
    [InlineData(0, 0, .5, 0)]
    [InlineData(1_000_000_000_000, 1_000_000_000_000, .5, -9.638343784535335)]
    [InlineData(1_000_000_000_000, 0, .5, 693147180429.80454)]
    [InlineData(999_900_000_000, 100_000_000, .0001, -9.3672567598545793)]
    [InlineData(1_000_000_000, 1_001_000_000, .5, 243.68150668342864)]
    [InlineData(0, 1, .0001, 0)]
    public void SampleRatio_ManyRequests_AgreesWithSixtyDigits(long control, long treated, double share, double log)
    {
        var found = SampleRatio.Evidence([control, treated], [1 - share, share]).Log;
        Assert.InRange(found, log - .05 - Math.Abs(log) * 1e-11, log + .05 + Math.Abs(log) * 1e-11);
    }

    [Theory]
    [InlineData(1_000_000_000_000, 1_000_000_000_000, .01, 3917035547249.4931)]
    [InlineData(0, 1_000_000_000_000, .01, -999500335.28075865)]
    [InlineData(5, 1_000_000_000, 1e-300, 20.831063721032635)]
    [InlineData(1, 1_000_000_000_000, 1e-12, -.78302444141515675)]
    public void BinomialWager_ManyRequests_AgreesWithSixtyDigits(long positives, long count, double limit, double log) =>
        // The terms of the limit's odds lose what one has more than they: 1e-16 of each of a million million requests.
        Assert.InRange(
            BinomialWager.Above(positives, count, limit).Log,
            log - .001 - Math.Abs(log) * 1e-9,
            log + .001 + Math.Abs(log) * 1e-9
        );

    [Theory]
    [InlineData(100, 900_000, 0)]
    [InlineData(300, 1260, 2.7e-110)]
    [InlineData(1000, 1000, 1)]
    public void SampleRatioFixed_FarFromThePlan_HasAProbability(long control, long treated, double most)
    {
        var found = SampleRatio.Fixed([control, treated], [.5, .5])!;
        Assert.InRange(found.PValue, 0, most);
        Assert.True(double.IsFinite(found.Statistic));
    }

    [Fact]
    public void ChiSquareTail_FarOut_AgreesWithSixtyDigits()
    {
        Assert.Equal(1, SpecialFunctions.GammaUpperRegularized(.5, 350) / 2.9902269751246203e-154, 9);
        Assert.Equal(0, SpecialFunctions.GammaUpperRegularized(.5, 5e11));
        Assert.Equal(0, SpecialFunctions.GammaUpperRegularized(4.5, 5e5));
        Assert.Equal(1, SpecialFunctions.GammaUpperRegularized(1.5, 5e-301), 12);
    }

    [Fact]
    public void EValue_WhatIsNoNumber_IsFiniteAndKeepsItsSide()
    {
        Assert.Equal(0, new EValue(double.NaN).Log);
        Assert.True(new EValue(double.PositiveInfinity).Then(new(-5)).Rejects(1e-300));
        Assert.False(new EValue(double.NegativeInfinity).Then(new(5)).Rejects(.5));
        Assert.Equal(EValue.Most, new EValue(EValue.Most).Then(new(EValue.Most)).Log);
    }

    [Fact]
    public void EveryStatistic_AnyArms_IsFinite()
    {
        Random random = new(13);
        for (var round = 0; round < 20_000; round++)
        {
            var (control, treated) = (Arm(random), Arm(random));
            var (loss, alpha) = (random.NextDouble() * 2, Math.Pow(10, -random.Next(1, 300)));
            SequenceSettings settings = new() { Alpha = alpha, Tuning = Math.Pow(10, random.Next(-3, 12)) };
            Finite(ConfidenceSequence.BelowControl(control, treated, loss, settings));
            Finite(ConfidenceSequence.BelowFloor(random.Next(2) == 0 ? null : control, treated, Extreme(random), settings));
            Finite(Msprt.Evidence(control, treated, Math.Abs(Extreme(random)), Guard));
            Finite(ConfidenceSequence.Lift(control, treated, settings));
            Finite(ConfidenceSequence.LiftByDelta(control, treated, settings));
            Finite(ConfidenceSequence.Difference(control, treated, settings));
            Finite(ConfidenceSequence.Mean(treated, settings));
            Assert.True(double.IsFinite(GroupSequential.Statistic(control, treated, Guard) ?? 0));
            var (count, share) = (random.NextInt64(1L << random.Next(1, 50)), Math.Pow(10, -random.Next(0, 320)));
            Finite(BinomialWager.Above(random.NextInt64(count + 1), count, share));
            Finite(BinomialWager.Below(random.NextInt64(count + 1), count, share));
            Finite(BinomialWager.AboveControl(count, random.NextInt64(count + 1), share, Math.Abs(Extreme(random))));
            Finite(SampleRatio.Evidence([count, random.NextInt64(count + 1)], [1, Math.Max(share, 1e-4)]));
            Finite(
                new PredictionShift(Math.Clamp(share, 1e-4, .9999), random.NextDouble()).Evidence(
                    [count, random.Next(9)],
                    [random.Next(9), count]
                )
            );
        }
    }

    [Fact]
    public void EveryLook_AnyCounts_LeavesFiniteEvidence()
    {
        Random random = new(131);
        RolloutPolicy policy = new()
        {
            Steps = [new() { Weight = 50 }, new() { Weight = 100 }],
            Guardrails = new()
            {
                MaxErrorRate = 0,
                MaxErrorRatio = 1,
                MaxP99Milliseconds = 1,
                MaxPredictionShift = 0,
                Floors =
                [
                    new()
                    {
                        Metric = "outcome",
                        Kind = MetricType.Proportion,
                        Least = .02,
                        MaxLoss = .1,
                    },
                    new()
                    {
                        Metric = "quality",
                        Kind = MetricType.Mean,
                        Least = -5,
                        MaxLoss = .3,
                    },
                ],
            },
            Experiment = new() { Metric = "outcome", Margin = .3 },
        };
        RolloutEvidence before = new()
        {
            Logs = new SortedDictionary<string, double>
            {
                ["error-rate"] = double.NegativeInfinity,
                ["loss:quality"] = double.PositiveInfinity,
            },
        };
        foreach (var method in Enum.GetValues<JudgeMethod>())
        {
            var judged = policy with
            {
                Experiment = policy.Experiment! with
                {
                    Method = method,
                    Effect = 1e-9,
                    Design = new() { Units = 200, Analyses = [.001, 1] },
                    Canary = new() { Intervals = 1 },
                },
            };
            for (var round = 0; round < 300; round++)
            {
                var last = RolloutEvidence.None;
                for (var number = 1; number <= 2; number++)
                {
                    RolloutLook look = new()
                    {
                        Deployment = "late",
                        RunId = "late-1",
                        Number = number,
                        Step = 0,
                        Share = .5,
                        Revision = 1,
                        At = default,
                        StepBegan = default,
                        Control = Counted(random, number),
                        Treated = Counted(random, number),
                    };
                    var verdict = LookJudge.Judge(judged, look, round % 2 == 0 ? before : RolloutEvidence.None, last);
                    last = verdict.Evidence;
                    Assert.All(verdict.Findings, finding => Assert.True(double.IsFinite(finding.Value) && double.IsFinite(finding.Limit)));
                    Assert.DoesNotContain(
                        "Infinity",
                        System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(last)),
                        StringComparison.Ordinal
                    );
                    Assert.DoesNotContain(
                        "NaN",
                        System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(last)),
                        StringComparison.Ordinal
                    );
                }
            }
        }
    }

    // Outcomes as an old gateway stored them: also such as are none of a label of 0 and 1.
    private static ArmStatistics Counted(Random random, int number)
    {
        var count = random.Next(0, 3000) * number;
        var (outcome, quality) = (Moments.None, Moments.None);
        var odd = random.Next(4) == 0;
        for (var row = 0; row < Math.Min(count, 300); row++)
        {
            var value = odd ? Extreme(random) : random.Next(2);
            outcome = outcome.Observe(double.IsNaN(value) ? 0.5 : Math.Clamp(value, -Moments.Largest, Moments.Largest));
            quality = quality.Observe(odd ? .75 : random.NextDouble());
        }

        return new()
        {
            Requests = count,
            Errors = random.Next(0, count + 1),
            Latency = new() { Edges = [1, 2], Counts = [count, 0, random.Next(9)] },
            Predictions = new() { Edges = [.5], Counts = [count, random.Next(9)] },
            Metrics = new SortedDictionary<string, Moments> { ["outcome"] = outcome, ["quality"] = quality },
        };
    }

    private static Sample Arm(Random random)
    {
        var count = random.NextInt64(1L << random.Next(1, 50));
        return random.Next(3) switch
        {
            0 => Sample.Proportion(count, random.Next(3) == 0 ? count : random.NextInt64(count + 1)),
            1 => new(count, Extreme(random), Math.Abs(Extreme(random))),
            _ => new(count, random.NextDouble(), random.Next(2) == 0 ? 0 : double.Epsilon),
        };
    }

    private static double Extreme(Random random) =>
        random.Next(8) switch
        {
            0 => 0,
            1 => double.NaN,
            2 => double.PositiveInfinity,
            3 => double.MaxValue,
            _ => (random.Next(2) == 0 ? 1 : -1) * Math.Pow(10, random.Next(-320, 308)),
        };

    private static void Finite(EValue evidence) => Assert.True(double.IsFinite(evidence.Log));

    private static void Finite(Comparison found)
    {
        Finite(found.Evidence);
        Assert.True(double.IsFinite(found.Estimate ?? 0) && double.IsFinite(found.Low ?? 0) && double.IsFinite(found.High ?? 0));
    }
}
