using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

/// <summary>The canary judge over looks: each stretch between two of them is a value of each metric.</summary>
public sealed class CanaryScoreTests
{
    private static readonly double[] Edges = [1, 10, 50, 100, 500];

    private static readonly RolloutPolicy Policy = new()
    {
        Steps = [new() { Weight = 50, Bake = TimeSpan.FromHours(2) }, new() { Weight = 100 }],
        LookEvery = TimeSpan.FromMinutes(10),
        MaxErrorRate = 1,
        Experiment = new()
        {
            Metric = OutcomeMetric.Quality,
            Kind = MetricType.Mean,
            Method = JudgeMethod.Canary,
            Canary = new() { Intervals = 6 },
        },
    };

    [Fact]
    public void Judge_ArmsAlike_PassesOnceItHasItsStretches()
    {
        var verdicts = Run(Policy, new World());
        Assert.All(verdicts.Take(5), verdict => Assert.Contains("6 needed", Reason(verdict), StringComparison.Ordinal));
        Assert.All(verdicts.Skip(5), verdict => Assert.Equal(LookOutcome.Success, verdict.Outcome));
        Assert.Equal(
            "the canary's score is 100, 90 needed and 75 the least: error-rate passes, latency-p99 passes, quality passes",
            Reason(verdicts[^1])
        );
    }

    [Fact]
    public void Judge_OneMetricOfThreeWorse_Fails_AndSaysWhich()
    {
        var verdict = Run(Policy, new World { Quality = 0.5 })[^1];
        Assert.Equal(LookOutcome.Failure, verdict.Outcome);
        Assert.StartsWith(
            "the canary's score is 66.7, 90 needed and 75 the least: error-rate passes, latency-p99 passes, quality is too low (0.",
            Reason(verdict),
            StringComparison.Ordinal
        );
        Assert.Equal(LookOutcome.Failure, Run(Policy, new World { Slow = true })[^1].Outcome);
        Assert.Equal(LookOutcome.Failure, Run(Policy, new World { Errors = 40 })[^1].Outcome);
    }

    [Fact]
    public void Judge_BetweenTheScores_IsOpen_AndWhatIsAllowedPasses()
    {
        Assert.Equal(
            LookOutcome.Inconclusive,
            Run(With(new() { Intervals = 6, MarginalScore = 60 }), new World { Slow = true })[^1].Outcome
        );
        CanaryPolicy lenient = new() { Intervals = 6, Metrics = [new() { Metric = OutcomeMetric.Quality, Allow = 0.5 }] };
        Assert.Equal(LookOutcome.Success, Run(With(lenient), new World { Quality = 0.6 })[^1].Outcome);
    }

    [Fact]
    public void Judge_OutcomesThatNeverCome_NeverPass_ButOtherMetricsStillFail()
    {
        Assert.Equal(LookOutcome.Inconclusive, Run(Policy, new World { Quality = null })[^1].Outcome);
        Assert.Equal(LookOutcome.Failure, Run(Policy, new World { Quality = null, Slow = true })[^1].Outcome);
    }

    [Fact]
    public void Judge_NoTrafficSinceTheLastLook_IsNoStretch()
    {
        var look = new World().LookAt(3);
        var first = Judge(Policy, look, RolloutEvidence.None);
        var again = Judge(Policy, look, first.Evidence);
        Assert.Single(again.Evidence.Canary!.Metrics[CanaryMeasure.ErrorRate].Control);
    }

    [Fact]
    public void Judge_ArmsAlikeByChance_LookedAtOften_SeldomAlarms_ThoughNothingPromisesIt()
    {
        // Twenty looks of 100 rollouts: the number that the documentation gives.
        var random = new Random(41);
        var failed = 0;
        for (var rollout = 0; rollout < 100; rollout++)
        {
            var (control, treated, last, alarmed) = (ArmStatistics.None, ArmStatistics.None, RolloutEvidence.None, false);
            for (var look = 0; look < 20 && !alarmed; look++)
            {
                (control, treated) = (control.Merge(Some(random)), treated.Merge(Some(random)));
                var verdict = EvidenceJudge.Judge(
                    Policy,
                    new()
                    {
                        Share = 0.5,
                        Control = control,
                        Treated = treated,
                        Last = last,
                    }
                );
                (last, alarmed) = (verdict.Evidence, verdict.Outcome == LookOutcome.Failure);
            }

            failed += alarmed ? 1 : 0;
        }

        Assert.InRange(failed / 100.0, 0, 0.08);
    }

    [Fact]
    public void Judge_AlphaSpentOverLooks_AsksMoreOfEachLook_AndCountsThemAll()
    {
        CanaryPolicy spent = new()
        {
            Intervals = 6,
            Alpha = 0.05,
            Metrics = [new() { Metric = OutcomeMetric.Quality }],
        };
        // Worse by far: shown at the first look all the same.
        Assert.Equal(LookOutcome.Failure, Run(With(spent), new World { Quality = 0.5 })[5].Outcome);
        // Stretches that are let go are counted: at the 105th, the interval is that of the hundredth judgement.
        var (plain, late) = (
            Run(With(spent with { Alpha = null }), new World(), looks: 105)[^1],
            Run(With(spent), new World(), looks: 105)[^1]
        );
        Assert.Equal(
            (105, 100),
            (
                late.Evidence.Canary!.Metrics[OutcomeMetric.Quality].Stretches!.Value,
                late.Evidence.Canary.Metrics[OutcomeMetric.Quality].Control.Count
            )
        );
        Assert.Equal(LookOutcome.Success, plain.Outcome);
        Assert.Equal(LookOutcome.Success, late.Outcome);
        Assert.Null(Run(With(spent), new World(), looks: 99)[^1].Evidence.Canary!.Metrics[OutcomeMetric.Quality].Stretches);
    }

    private static ArmStatistics Some(Random random)
    {
        var (quality, latency, errors) = (Moments.None, new long[Edges.Length + 1], 0);
        for (var unit = 0; unit < 50; unit++)
        {
            quality = quality.Observe(random.NextDouble());
            latency[random.Next(Edges.Length)]++;
            errors += random.NextDouble() < 0.02 ? 1 : 0;
        }

        return new()
        {
            Requests = 50,
            Errors = errors,
            Latency = new() { Edges = Edges, Counts = latency },
            Metrics = new SortedDictionary<string, Moments>(StringComparer.Ordinal) { [OutcomeMetric.Quality] = quality },
        };
    }

    [Fact]
    public void Evidence_ComesBackWhole_AndStaysSmall()
    {
        var evidence = Run(Policy, new World(), looks: 105)[^1].Evidence;
        var json = CanonicalJson.Serialize(evidence);
        Assert.Equal(json, CanonicalJson.Serialize(CanonicalJson.Deserialize<RolloutEvidence>(json)));
        Assert.InRange(json.Length, 1000, 24_000);
    }

    private static RolloutPolicy With(CanaryPolicy canary) => Policy with { Experiment = Policy.Experiment! with { Canary = canary } };

    private static List<LookVerdict> Run(RolloutPolicy policy, World world, int looks = 12)
    {
        List<LookVerdict> verdicts = [];
        for (var look = 1; look <= looks; look++)
        {
            verdicts.Add(Judge(policy, world.LookAt(look), verdicts.Count == 0 ? RolloutEvidence.None : verdicts[^1].Evidence));
        }

        return verdicts;
    }

    private static LookVerdict Judge(RolloutPolicy policy, RolloutLook look, RolloutEvidence last) =>
        LookJudge.Judge(policy, look, RolloutEvidence.None, last);

    private static string Reason(LookVerdict verdict) =>
        Assert.Single(verdict.Findings, reason => reason.Measure == "experiment:quality").Message;

    private sealed record World
    {
        public double? Quality { get; init; } = 0.8;
        public bool Slow { get; init; }
        public int Errors { get; init; } = 1;

        /// <summary>Counts are cumulative, as a look's are; each stretch of 200 an arm has a wobble of its own.</summary>
        public RolloutLook LookAt(int look) =>
            new()
            {
                Deployment = "flights",
                RunId = "flights-1",
                Number = look,
                Step = 0,
                Share = 0.5,
                Revision = 2,
                At = DateTimeOffset.UnixEpoch.AddMinutes(10 * look),
                StepBegan = DateTimeOffset.UnixEpoch,
                Control = Arm(look, 0.8, slow: false, errors: 1, wobble: 3),
                Treated = Arm(look, Quality, Slow, Errors, wobble: 7),
            };

        private static ArmStatistics Arm(int look, double? quality, bool slow, int errors, int wobble)
        {
            var sums = Moments.None;
            for (var stretch = 1; stretch <= look; stretch++)
            {
                for (var unit = 0; unit < 20; unit++)
                {
                    sums = sums.Observe((quality ?? 0) + (stretch * wobble % 5 - 2) * 0.01);
                }
            }

            // Only the bins around what was seen, as a look keeps them.
            return new()
            {
                Requests = 200 * look,
                Errors = errors * look,
                Latency = slow
                    ? new() { Edges = [50, 100], Counts = [0, 200 * look, 0] }
                    : new() { Edges = [.. Edges.Take(2)], Counts = [0, 200 * look, 0] },
                Metrics = quality is null
                    ? ArmStatistics.None.Metrics
                    : new SortedDictionary<string, Moments>(StringComparer.Ordinal) { [OutcomeMetric.Quality] = sums },
            };
        }
    }
}
