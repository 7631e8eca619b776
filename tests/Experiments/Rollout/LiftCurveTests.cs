using System.Globalization;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Experiments.Rollout;

/// <summary>What the page draws of a rollout says what its judge said.</summary>
public sealed class LiftCurveTests
{
    private static readonly RolloutPolicy Policy = new()
    {
        Steps = [new() { Weight = 20 }, new() { Weight = 100 }],
        MinRequests = 1,
        Aa = new() { MinRequests = 1 },
        Shadow = new() { MaxDisagreement = 0.1 },
        Experiment = new() { Metric = OutcomeMetric.Outcome, Margin = 0.02 },
    };

    [Fact]
    public void Step_HasTheIntervalAndTheLimitThatTheJudgeSpeaksOf()
    {
        var look = Look() with { Share = 0.2, Control = Outcomes(8000, 1600), Treated = Outcomes(2000, 500) };
        var point = Assert.Single(LiftCurve.Of(Policy, [look]));
        var reason = LookJudge
            .Judge(Policy, look, RolloutEvidence.None, RolloutEvidence.None)
            .Findings.Single(one => one.Measure == "experiment:outcome");
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"{point.Estimate:P2} ({point.Low:P2} to {point.High:P2})"),
            reason.Message,
            StringComparison.Ordinal
        );
        Assert.Equal((reason.Value, reason.Limit, null), (point.Estimate!.Value, point.Least!.Value, point.Most));
        Assert.InRange(point.Estimate.Value, point.Low!.Value, point.High!.Value);
    }

    [Fact]
    public void Step_WithTooLittle_SaysWhyInPlaceOfAnInterval()
    {
        var point = Assert.Single(
            LiftCurve.Of(Policy, [Look() with { Share = 0.2, Control = Outcomes(80, 16), Treated = Outcomes(20, 5) }])
        );
        Assert.Equal((null, null), (point.Low, point.High));
        Assert.Contains("needed", point.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_ThatComparesNothing_HasNoPoint() =>
        Assert.Empty(
            LiftCurve
                .Of(Policy, [Look() with { Share = 1 }])
                .Concat(LiftCurve.Of(Policy with { Experiment = null }, [Look() with { Share = 0.2 }]))
        );

    [Theory]
    [InlineData(500, 500, true)]
    [InlineData(100, 900, false)]
    public void Check_IsTheDifferenceOfMeanPlaces(long low, long high, bool alike)
    {
        var look = Look() with { Phase = RolloutPhase.Aa, Share = 0.1, Control = Scores(4500, 4500), Treated = Scores(low, high) };
        var point = Assert.Single(LiftCurve.Of(Policy, [look]));
        Assert.Equal((-0.02, 0.02), (point.Least, point.Most));
        // The places of three bins are 0, .5 and 1.
        Assert.Equal(0.5 * high / 1000 - 0.25, point.Estimate!.Value, 6);
        Assert.Equal(alike, point.Low <= 0 && point.High >= 0);
    }

    [Fact]
    public void Shadow_IsTheShareOfRowsOnTheOtherSide_NeverBelowNone()
    {
        var look = Look() with
        {
            Phase = RolloutPhase.Shadow,
            Share = 1,
            Differences = new() { Rows = 3000, Agreeing = 2990 },
        };
        var point = Assert.Single(LiftCurve.Of(Policy, [look]));
        Assert.Equal((10 / 3000.0, 0.0, 0.1), (point.Estimate, point.Low!.Value, point.Most));
        Assert.InRange(point.High!.Value, 0.004, 0.02);
        Assert.NotNull(Assert.Single(LiftCurve.Of(Policy, [look with { Differences = null }])).Reason);
    }

    private static RolloutLook Look() =>
        new()
        {
            Deployment = "flights",
            RunId = "run",
            Number = 7,
            Step = 0,
            Share = 0.2,
            Revision = 2,
            At = DateTimeOffset.UnixEpoch,
            StepBegan = DateTimeOffset.UnixEpoch,
        };

    private static ArmStatistics Outcomes(long count, long positives) =>
        new()
        {
            Requests = count,
            Metrics = new Dictionary<string, Moments> { [OutcomeMetric.Outcome] = Moments.OfSums(count, positives, positives) },
        };

    private static ArmStatistics Scores(long low, long high) =>
        new()
        {
            Requests = low + high,
            Predictions = new() { Edges = [0.5, 1], Counts = [low, high, 0] },
        };
}
