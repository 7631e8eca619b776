using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

public sealed class EvidenceJudgeTests
{
    private static readonly double[] Edges = [50, 100, 250];

    private static readonly RolloutPolicy Policy = new()
    {
        MinRequests = 100,
        Guardrails = new()
        {
            MaxErrorRate = 0.01,
            MaxErrorRatio = 1.5,
            MaxP99Milliseconds = 250,
            MaxPredictionShift = 0.1,
            Floors =
            [
                new()
                {
                    Metric = "orders",
                    Kind = MetricType.Proportion,
                    Least = 0.1,
                    MaxLoss = 0.2,
                },
            ],
        },
        Experiment = new() { Metric = "orders", Margin = 0.1 },
    };

    [Fact]
    public void Judge_GoodVersion_Succeeds()
    {
        var verdict = EvidenceJudge.Judge(Policy, Look(Arm(9000), Arm(9000)));

        Assert.True(verdict.Outcome == LookOutcome.Success, Broken(verdict));
        Assert.All(verdict.Findings, reason => Assert.True(reason.Holds));
        Assert.Equal(
            [
                "error-rate",
                "error-ratio",
                "experiment:orders",
                "floor:orders",
                "latency-p99",
                "loss:orders",
                "prediction-shift",
                "requests",
                "sample-ratio",
            ],
            verdict.Findings.Select(reason => reason.Measure).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Judge_BrokenGuardrail_FailsWithThatReason()
    {
        Fails("error-rate", Arm(9000) with { Errors = 300 });
        Fails("error-ratio", Arm(9000) with { Errors = 90 }, Arm(9000) with { Errors = 9 });
        Fails("latency-p99", Arm(9000) with { Latency = Counts(5000, 3000, 700, 300) });
        Fails("prediction-shift", Arm(9000) with { Predictions = Counts(1000, 1000, 3000, 4000) });
        Fails("floor:orders", Arm(9000) with { Metrics = Orders(9000, 700) });
        Fails("loss:orders", Arm(9000) with { Metrics = Orders(9000, 1100) });

        static void Fails(string measure, ArmStatistics treated, ArmStatistics? control = null)
        {
            var verdict = EvidenceJudge.Judge(Policy, Look(control ?? Arm(9000), treated));
            Assert.Equal(LookOutcome.Failure, verdict.Outcome);
            var reason = Assert.Single(verdict.Findings, reason => reason.Measure == measure);
            Assert.True(!reason.Holds && reason.Value != reason.Limit, reason.Message);
        }
    }

    [Fact]
    public void Judge_NothingSeen_IsInconclusiveUnderAnyPolicy()
    {
        RolloutPolicy[] policies = [new(), Policy, Policy with { Experiment = null }, new() { Guardrails = new() }];
        Assert.All(policies, policy =>
        {
            Assert.Equal(LookOutcome.Inconclusive, EvidenceJudge.Judge(policy, Look(ArmStatistics.None, ArmStatistics.None)).Outcome);
            Assert.Equal(
                LookOutcome.Inconclusive,
                EvidenceJudge.Judge(policy, Look(Arm(9000), ArmStatistics.None) with { Share = 0.01 }).Outcome
            );
            Assert.Equal(
                LookOutcome.Inconclusive,
                EvidenceJudge.Judge(policy, Look(Arm(9000), Arm(9000)) with { Unavailable = "the gateway is away" }).Outcome
            );
        });
    }

    [Fact]
    public void Judge_UnmeasuredGuardrail_IsInconclusive()
    {
        var verdict = EvidenceJudge.Judge(Policy with { Experiment = null }, Look(Arm(9000), Arm(9000) with { Latency = null }));
        Assert.Equal(
            (LookOutcome.Inconclusive, "latency-p99"),
            (verdict.Outcome, Assert.Single(verdict.Findings, reason => !reason.Holds).Measure)
        );
    }

    [Fact]
    public void Judge_SharesNotAsPlanned_HoldsAndComparesNothing()
    {
        var verdict = EvidenceJudge.Judge(Policy, Look(Arm(9000), Arm(8000)));

        Assert.Equal(LookOutcome.Inconclusive, verdict.Outcome);
        var mismatch = Assert.Single(verdict.Findings, reason => reason.Measure == "sample-ratio");
        Assert.Equal(
            "47.06 % of 17000 requests reached the new version where 50.00 % were planned: the arms cannot be compared",
            mismatch.Message
        );
        Assert.Equal((8000 / 17000.0, 0.5), (mismatch.Value, mismatch.Limit));
        Assert.All(
            verdict.Findings.Where(reason => reason.Measure is "error-ratio" or "prediction-shift" or "loss:orders" or "experiment:orders"),
            reason => Assert.False(reason.Holds)
        );
    }

    [Fact]
    public void Judge_FailureAndMismatch_FailureWins() =>
        Assert.Equal(LookOutcome.Failure, EvidenceJudge.Judge(Policy, Look(Arm(9000), Arm(8000) with { Errors = 400 })).Outcome);

    [Fact]
    public void Judge_LossWithinTheMarginButUncertain_IsInconclusive() =>
        Assert.Equal(LookOutcome.Inconclusive, EvidenceJudge.Judge(Policy, Look(Arm(900), Arm(900))).Outcome);

    [Fact]
    public void Judge_LiftToBeShown_FailsWhereALossIs()
    {
        var policy = new RolloutPolicy { Experiment = new() { Metric = "orders" } };
        Assert.Equal(
            LookOutcome.Success,
            EvidenceJudge.Judge(policy, Look(Arm(9000), Arm(9000) with { Metrics = Orders(9000, 2200) })).Outcome
        );
        Assert.Equal(
            LookOutcome.Failure,
            EvidenceJudge.Judge(policy, Look(Arm(9000), Arm(9000) with { Metrics = Orders(9000, 1500) })).Outcome
        );
        Assert.Equal(LookOutcome.Inconclusive, EvidenceJudge.Judge(policy, Look(Arm(9000), Arm(9000))).Outcome);
    }

    [Fact]
    public void Judge_EvidenceOfStepsBefore_Counts()
    {
        var policy = Policy with { Experiment = null };
        var weak = Look(Arm(1000), Arm(1000) with { Errors = 22 });
        var first = EvidenceJudge.Judge(policy, weak);
        var carried = CanonicalJson.Deserialize<RolloutEvidence>(CanonicalJson.Serialize(first.Evidence));

        Assert.Equal(LookOutcome.Success, first.Outcome);
        Assert.Equal(LookOutcome.Failure, EvidenceJudge.Judge(policy, weak with { Before = carried }).Outcome);
        // Another look of the same step does not count the same requests twice.
        Assert.Equal(LookOutcome.Success, EvidenceJudge.Judge(policy, weak).Outcome);
    }

    [Fact]
    public void Judge_WholeTraffic_HasNoControlAndNeedsNone()
    {
        var verdict = EvidenceJudge.Judge(Policy, Look(ArmStatistics.None, Arm(9000)) with { Share = 1 });
        Assert.Equal(LookOutcome.Success, verdict.Outcome);
        Assert.DoesNotContain(verdict.Findings, reason => reason.Measure is "sample-ratio" or "error-ratio" or "experiment:orders");
    }

    [Fact]
    public void Judge_MoreErrors_NeverMendAVerdict()
    {
        var random = new Random(17);
        for (var round = 0; round < 40; round++)
        {
            var count = 200 + random.Next(5000);
            var failed = false;
            for (var errors = 0; errors <= count; errors += 1 + count / 50)
            {
                var outcome = EvidenceJudge.Judge(Policy, Look(Arm(count), Arm(count) with { Errors = errors })).Outcome;
                Assert.True(!failed || outcome == LookOutcome.Failure, $"{errors} of {count}");
                failed |= outcome == LookOutcome.Failure;
            }

            Assert.True(failed);
        }
    }

    [Fact]
    public void Judge_PartsInAnyOrder_GiveTheSameVerdict()
    {
        var random = new Random(19);
        ArmStatistics[] parts = [.. Enumerable.Range(0, 12).Select(_ => Arm(300 + random.Next(300)) with { Errors = random.Next(4) })];
        var expected = CanonicalJson.Serialize(EvidenceJudge.Judge(Policy, Look(Arm(5000), Whole())));
        for (var round = 0; round < 20; round++)
        {
            random.Shuffle(parts);
            Assert.Equal(expected, CanonicalJson.Serialize(EvidenceJudge.Judge(Policy, Look(Arm(5000), Whole()))));
        }

        ArmStatistics Whole() => parts.Aggregate((a, b) => a.Merge(b));
    }

    [Fact]
    public void Judge_VersionsAlike_AreSeldomRolledBack()
    {
        // All guardrails together, the rates at their limits, forty looks of fifty requests an arm: alpha is .05, three deviations of 300
        // are .038.
        var random = new Random(23);
        var policy = Policy with { Experiment = null };
        var rolledBack = 0;
        for (var rollout = 0; rollout < 300; rollout++)
        {
            var (control, treated) = (ArmStatistics.None, ArmStatistics.None);
            for (var look = 0; look < 40; look++)
            {
                var there = Enumerable.Range(0, 100).Count(_ => random.Next(2) == 0);
                (control, treated) = (control.Merge(Some(random, 100 - there)), treated.Merge(Some(random, there)));

                if (EvidenceJudge.Judge(policy, Look(control, treated)).Outcome == LookOutcome.Failure)
                {
                    rolledBack++;
                    break;
                }
            }
        }

        Assert.InRange(rolledBack / 300.0, 0, 0.05 + 0.038);
    }

    private static ArmStatistics Some(Random random, int requests)
    {
        var (errors, orders, latency, predictions) = (0, 0, new long[4], new long[4]);
        for (var i = 0; i < requests; i++)
        {
            errors += random.NextDouble() < 0.01 ? 1 : 0;
            orders += random.NextDouble() < 0.1 ? 1 : 0;
            latency[random.NextDouble() < 0.01 ? 3 : random.Next(3)]++;
            predictions[random.Next(4)]++;
        }

        return new()
        {
            Requests = requests,
            Errors = errors,
            Latency = Counts(latency),
            Predictions = Counts(predictions),
            Metrics = Orders(requests, orders),
        };
    }

    private static LookBasis Look(ArmStatistics control, ArmStatistics treated) =>
        new()
        {
            Share = 0.5,
            Control = control,
            Treated = treated,
        };

    private static ArmStatistics Arm(long requests) =>
        new()
        {
            Requests = requests,
            Errors = requests / 200,
            Latency = Counts(requests / 2, requests / 4, requests / 4, requests / 500),
            Predictions = Counts(requests / 4, requests / 4, requests / 4, requests / 4),
            Metrics = Orders(requests, requests / 5),
        };

    private static BinnedCounts Counts(params long[] counts) => new() { Edges = Edges, Counts = counts };

    private static SortedDictionary<string, Moments> Orders(long units, long orders) =>
        new(StringComparer.Ordinal) { ["orders"] = Moments.OfSums(units, orders, orders) };

    private static string Broken(LookVerdict verdict) =>
        string.Join("; ", verdict.Findings.Where(reason => !reason.Holds).Select(reason => reason.Message));
}
