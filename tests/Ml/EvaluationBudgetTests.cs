using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml;

public sealed class EvaluationBudgetTests
{
    private static readonly string[] OfClasses = ["log-loss", "accuracy", "macro-auc", "macro-f1", "calibration-error", "skill"];

    [Fact]
    public void Plan_FewRows_HasAllFiguresAndResamples()
    {
        var (figures, settings) = new EvaluationBudget(null).Plan(5000, 2, 3, OfClasses);
        Assert.Equal((OfClasses.Length, 1000), (figures.Count, settings.Resamples));
    }

    [Fact]
    public void Plan_ManyClassesAndRows_LeavesOutTheDearestFigureFirst()
    {
        var (figures, settings) = new EvaluationBudget(null).Plan(200_000, 2, 100, OfClasses);
        Assert.Equal(OfClasses.Where(name => name != "macro-auc"), figures);
        Assert.InRange(settings.Resamples, 200, 1000);
        Assert.Equal(settings, new EvaluationBudget(null).Plan(200_000, 2, 100, OfClasses).Settings);
    }

    [Fact]
    public void Plan_ALongTraining_HasAFifthOfItsTime()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), new EvaluationBudget(new(1, 1, 49, 1)).Half);
        Assert.Equal(TimeSpan.FromSeconds(60), new EvaluationBudget(new(1, 1, 600, 1)).Half);
        Assert.Contains("macro-auc", new EvaluationBudget(new(1, 1, 36_000, 1)).Plan(200_000, 2, 100, OfClasses).Figures);
    }

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
}
