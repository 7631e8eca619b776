using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

/// <summary>What an A/A check and a shadow find in one look.</summary>
public sealed class PhaseJudgeTests
{
    private static readonly AaPolicy Check = new() { MinRequests = 1000 };

    private static readonly ShadowPolicy Limits = new()
    {
        MinRequests = 1000,
        MaxP99Milliseconds = 50,
        MaxDisagreement = 0.1,
        MaxDifference = 0.05,
    };

    [Fact]
    public void Aa_SoundPlumbing_Holds() => Assert.Equal(LookOutcome.Success, AaJudge.Judge(Check, Split(Arm(9000), Arm(1000))).Outcome);

    [Fact]
    public void Aa_WhatDiffers_FailsWithThatMeasure()
    {
        Fails("aa:sample-ratio", Split(Arm(9000), Arm(700)));
        Fails("aa:error-rate", Split(Arm(9000) with { Errors = 9 }, Arm(1000) with { Errors = 40 }));
        Fails("aa:error-rate", Split(Arm(9000) with { Errors = 900 }, Arm(1000)));
        Fails("aa:scores", Split(Arm(9000), Arm(1000) with { Predictions = Bins(100, 100, 800) }));

        static void Fails(string measure, RolloutLook look)
        {
            var verdict = AaJudge.Judge(Check, look);
            Assert.Equal(
                (LookOutcome.Failure, measure),
                (verdict.Outcome, Assert.Single(verdict.Findings, reason => !reason.Holds).Measure)
            );
        }
    }

    [Fact]
    public void Aa_NothingSeen_OrTooLittle_IsInconclusive()
    {
        Assert.Equal(LookOutcome.Inconclusive, AaJudge.Judge(Check, Split(ArmStatistics.None, ArmStatistics.None)).Outcome);
        Assert.Equal(LookOutcome.Inconclusive, AaJudge.Judge(Check, Split(Arm(20), ArmStatistics.None)).Outcome);
        Assert.Equal(
            LookOutcome.Inconclusive,
            AaJudge.Judge(Check, Split(Arm(9000), Arm(1000)) with { Unavailable = "no gateway" }).Outcome
        );
        Assert.Equal(LookOutcome.Inconclusive, AaJudge.Judge(Check, Split(Arm(90), Arm(10))).Outcome);
    }

    [Fact]
    public void Aa_SoundPlumbingLookedAtOften_SeldomFails()
    {
        // 200 checks of thirty looks: alpha is .01 and .001 for the shares, three deviations are .023.
        var random = new Random(29);
        var failed = 0;
        for (var check = 0; check < 200; check++)
        {
            var (control, treated, broken) = (ArmStatistics.None, ArmStatistics.None, false);
            for (var look = 0; look < 30 && !broken; look++)
            {
                var there = Enumerable.Range(0, 200).Count(_ => random.NextDouble() < 0.1);
                (control, treated) = (control.Merge(Some(random, 200 - there)), treated.Merge(Some(random, there)));
                broken = AaJudge.Judge(Check with { MaxShift = 0 }, Split(control, treated)).Outcome == LookOutcome.Failure;
            }

            failed += broken ? 1 : 0;
        }

        Assert.InRange(failed / 200.0, 0, 0.011 + 0.023);
    }

    [Fact]
    public void Shadow_WithinItsLimits_Holds() =>
        Assert.Equal(LookOutcome.Success, ShadowJudge.Judge(Limits, Shadow(Arm(2000), 0.01, 60)).Outcome);

    [Fact]
    public void Shadow_BeyondALimit_FailsWithThatMeasure()
    {
        Fails("shadow:error-rate", Shadow(Arm(2000) with { Errors = 100 }, 0.01, 60));
        Fails(
            "shadow:latency-p99",
            Shadow(
                Arm(2000) with
                {
                    Latency = new() { Edges = [1, 50, 100], Counts = [0, 1800, 200, 0] },
                },
                0.01,
                60
            )
        );
        Fails("shadow:disagreement", Shadow(Arm(2000), 0.01, 600));
        Fails("shadow:difference", Shadow(Arm(2000), 0.2, 60));

        static void Fails(string measure, RolloutLook look)
        {
            var verdict = ShadowJudge.Judge(Limits, look);
            Assert.Equal(
                (LookOutcome.Failure, measure),
                (verdict.Outcome, Assert.Single(verdict.Findings, reason => !reason.Holds).Measure)
            );
        }
    }

    [Fact]
    public void Shadow_ThatScoredNothing_TooLittle_OrDroppedMost_IsInconclusive()
    {
        Assert.Equal(
            LookOutcome.Inconclusive,
            ShadowJudge.Judge(Limits, Shadow(ArmStatistics.None, 0, 0) with { Differences = null }).Outcome
        );
        Assert.Equal(LookOutcome.Inconclusive, ShadowJudge.Judge(new(), Shadow(ArmStatistics.None, 0, 0)).Outcome);
        Assert.Equal(LookOutcome.Inconclusive, ShadowJudge.Judge(Limits, Shadow(Arm(500), 0.01, 10)).Outcome);
        Assert.Equal(LookOutcome.Inconclusive, ShadowJudge.Judge(Limits, Shadow(Arm(2000), 0.01, 60) with { Dropped = 3000 }).Outcome);
        Assert.Equal(LookOutcome.Success, ShadowJudge.Judge(Limits, Shadow(Arm(2000), 0.01, 60) with { Dropped = 300 }).Outcome);
    }

    private static ArmStatistics Some(Random random, int requests)
    {
        var (bins, errors) = (new long[3], 0);
        for (var i = 0; i < requests; i++)
        {
            bins[random.Next(3)]++;
            errors += random.NextDouble() < 0.02 ? 1 : 0;
        }

        return new()
        {
            Requests = requests,
            Errors = errors,
            Predictions = Bins(bins),
        };
    }

    private static RolloutLook Split(ArmStatistics first, ArmStatistics second) =>
        Look(RolloutPhase.Aa, 0.1) with
        {
            Control = first,
            Treated = second,
        };

    private static RolloutLook Shadow(ArmStatistics shadow, double apart, long disagreeing) =>
        Look(RolloutPhase.Shadow, 0.2) with
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

    private static RolloutLook Look(RolloutPhase phase, double share) =>
        new()
        {
            Deployment = "flights",
            RunId = "flights-1",
            Number = 1,
            Step = 0,
            Phase = phase,
            Share = share,
            Revision = 2,
            At = DateTimeOffset.UnixEpoch.AddDays(1),
            StepBegan = DateTimeOffset.UnixEpoch,
        };

    private static ArmStatistics Arm(long requests) =>
        new()
        {
            Requests = requests,
            Predictions = Bins(requests / 2, requests / 4, requests / 4),
            Latency = new() { Edges = [1, 50, 100], Counts = [0, requests, 0, 0] },
        };

    private static BinnedCounts Bins(params long[] counts) => new() { Edges = [0.3, 0.6], Counts = counts };
}
