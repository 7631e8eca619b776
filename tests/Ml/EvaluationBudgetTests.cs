using ServerlessML.Ml.Statistics;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Ml;

public sealed class EvaluationBudgetTests
{
    private static readonly string[] OfClasses = ["log-loss", "accuracy", "macro-auc", "macro-f1", "calibration-error", "skill"];

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Intervals_FewRows_HasAllFiguresAndResamples()
    {
        var plan = Of(null).Intervals(5000, 2, 3, OfClasses);
        Assert.Equal((OfClasses.Length, 1000), (plan.Figures.Count, plan.Settings.Resamples));
        Assert.Empty(plan.LeftOut());
    }

    [Fact]
    public void Intervals_ManyClassesAndRows_LeavesOutTheDearestFigureFirst_AndSaysSo()
    {
        var plan = Of(null).Intervals(200_000, 2, 100, OfClasses);
        Assert.Equal(OfClasses.Where(name => name != "macro-auc"), plan.Figures);
        Assert.InRange(plan.Settings.Resamples, 200, 1000);
        Assert.Equal(plan.Settings, Of(null).Intervals(200_000, 2, 100, OfClasses).Settings);
        Assert.Equal(
            [
                $"intervals are from {plan.Settings.Resamples} resamples instead of 1000",
                "there is no interval of macro-auc, which a limit on it would need",
            ],
            plan.LeftOut()
        );
    }

    [Fact]
    public void Intervals_OfAHundredClasses_AreBounded()
    {
        string[] all = [.. OfClasses, .. Enumerable.Range(0, 100).Select(number => $"recall:{number}")];
        var plan = Of(null).Intervals(200_000, 1, 100, all);
        // Four seconds of a thousand million visits; what is kept costs a row at most so much.
        Assert.True((plan.Settings.Resamples + 200.0) * 200_000 * 11 <= 4e9);
        Assert.Contains("log-loss", plan.Figures);
    }

    [Fact]
    public void Whole_IsAFifthOfALongTraining_AndTenSecondsOtherwise()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), Of(49).Whole);
        Assert.Equal(TimeSpan.FromSeconds(120), Of(600).Whole);
        Assert.Contains("macro-auc", Of(36_000).Intervals(200_000, 2, 100, OfClasses).Figures);
    }

    [Fact]
    public void SeveralReports_ShareIt()
    {
        Assert.Equal(Of(null).SliceRows(1) / 2, new EvaluationBudget(null, _time, 2).SliceRows(1));
        Assert.True(Of(null).SliceRows(2) < Of(null).SliceRows(1));
        Assert.Equal(
            Of(300).Intervals(400_000, 1, 2, OfClasses).Settings,
            new EvaluationBudget(new(1, 1, 600, 1), _time, 2).Intervals(400_000, 1, 2, OfClasses).Settings
        );
    }

    /// <summary>Four seconds for shuffles; all columns once take a trial each.</summary>
    [Theory]
    [InlineData(0.1, 10, 20_000, 3)]
    [InlineData(0.2, 10, 20_000, 2)]
    [InlineData(0.5, 10, 10_000, 1)]
    [InlineData(60, 2, 625, 1)]
    public void Shuffles_AreAsManyAsTheClockAllows(double seconds, int columns, int rows, int shuffles) =>
        Assert.Equal(
            new ShufflePlan(columns, rows, shuffles),
            Of(null).Shuffles(10, 20_000, () => _time.Advance(TimeSpan.FromSeconds(seconds)))
        );

    [Theory]
    [InlineData(10, 20_000, 1e6, 10, 20_000, 3)]
    [InlineData(10, 20_000, 450_000, 10, 20_000, 2)]
    [InlineData(10, 20_000, 199_999, 10, 10_000, 1)]
    [InlineData(10, 20_000, 60_000, 10, 5_000, 1)]
    [InlineData(1000, 20_000, 60_000, 96, 625, 1)]
    [InlineData(10, 300, 100, 1, 300, 1)]
    [InlineData(0, 300, 100, 0, 300, 3)]
    public void Within_ATime_ShufflesFewerTimesThenFewerRowsThenFewerColumns(
        int columns,
        int rows,
        double scored,
        int kept,
        int sampled,
        int shuffles
    ) => Assert.Equal(new ShufflePlan(kept, sampled, shuffles), ShufflePlan.Within(columns, rows, scored));

    private EvaluationBudget Of(double? seconds) => new(seconds is { } took ? new(1, 1, took, 1) : null, _time);
}
