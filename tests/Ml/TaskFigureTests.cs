using ServerlessML.Ml.Evaluation.Tasks;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml;

/// <summary>Compares measures with values computed by hand, and with those of training.</summary>
public sealed class TaskFigureTests
{
    private static readonly TaskAnswers Classes = new(
        TaskKind.MultiClass, ["a", "b", "c"], [0, 1, 2, 2], [0.5f, 0.25f, 0.25f, 0.2f, 0.7f, 0.1f, 0.6f, 0.2f, 0.2f, 0f, 0f, 1f]);

    private static readonly TaskAnswers Numbers = new(TaskKind.Regression, [], [1, 4, 3, 4], [1, 2, 3, 8]);

    [Fact]
    public void Classes_FourRows_AsByHand()
    {
        var measures = Classes.Measures();
        var known = MultiClassQuality.Of(Classes.Given, Classes.Values, 3);
        Assert.Equal(known.LogLoss, measures[TaskMeasure.LogLoss], 1e-9);
        Assert.Equal(known.MacroAuc!.Value, measures[TaskMeasure.MacroAuc], 1e-9);
        Assert.Equal(0.75, measures[TaskMeasure.Accuracy]);
        // a is called twice and is there once, c the other way round.
        Assert.Equal((2.0 / 3 + 1 + 2.0 / 3) / 3, measures[TaskMeasure.MacroF1], 1e-9);
        Assert.Equal((0.5 + 0.3 + 0.6 + 0) / 4, measures[TaskMeasure.CalibrationError], 1e-6);
        Assert.Equal((1.0, 1.0, 0.5), (measures["recall:a"], measures["recall:b"], measures["recall:c"]));
    }

    [Fact]
    public void Classes_OneThatNoRowHas_HasNoRecall()
    {
        var measures = (Classes with { Values = [0, 1, 1, 0] }).Measures();
        Assert.DoesNotContain("recall:c", measures.Keys);
        Assert.All(measures.Values, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Numbers_FourRows_AsByHand()
    {
        var measures = Numbers.Measures();
        var known = RegressionQuality.Of(Numbers.Given, Numbers.Values);
        Assert.Equal((known.Rmse, known.Mae), (measures[TaskMeasure.Rmse], measures[TaskMeasure.Mae]));
        Assert.Equal(known.R2, measures[TaskMeasure.R2], 1e-9);
        Assert.Equal(1, measures[TaskMeasure.MedianAbsoluteError]);
    }

    [Fact]
    public void Figures_OfARowCountedTwice_AreThoseOfTwoRows()
    {
        TaskAnswers twice = new(TaskKind.Regression, [], [1, 4, 3, 4, 4], [1, 2, 3, 8, 8]);
        var expected = twice.Measures();
        Assert.All(Numbers.Figures(), figure => Assert.Equal(expected[figure.Name], figure.Of([1, 1, 1, 2]), 1e-9));
        var classes = Classes with { Values = [.. Classes.Values, 2], Given = [.. Classes.Given, .. Classes.Given[9..]] };
        Assert.All(Classes.Figures(), figure => Assert.Equal(classes.Measures()[figure.Name], figure.Of([1, 1, 1, 2]), 1e-6));
    }

    [Fact]
    public void PairedRmse_IsCloseToTheBootstraps()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 2000).Select(_ => (float)random.NextDouble())];
        TaskAnswers Off(double spread) => new(TaskKind.Regression, [], values, [.. values.Select(value => value + (float)(spread * (random.NextDouble() - 0.5)))]);
        var (first, second) = (Off(0.30), Off(0.32));

        var paired = PairedParts.Compare(TaskMeasure.Rmse, first.Parts(TaskMeasure.Rmse), second.Parts(TaskMeasure.Rmse));

        var (one, other) = (first.Figures()[0].Of, second.Figures()[0].Of);
        var interval = Bootstrap.Bca(2000, weights => one(weights) - other(weights), new())!;
        Assert.Equal(interval.Estimate, paired.Difference, 1e-9);
        Assert.Equal(interval.Low, paired.Low, 5e-4);
        Assert.Equal(interval.High, paired.High, 5e-4);
        Assert.True(paired.PValue < 0.01, $"p is {paired.PValue}");
    }

    [Fact]
    public void Detail_OfClassesAndNumbers_AddsUp()
    {
        var classes = TaskDetail.Classes(Classes);
        Assert.Equal([[1L, 0, 0], [0L, 1, 0], [1L, 0, 1]], classes.Select(score => score.Called));
        Assert.Equal(4, TaskDetail.TopCalibration(Classes).Sum(point => point.Rows));
        var residuals = TaskDetail.Residuals(Numbers);
        Assert.Equal((0.0, 4), (residuals.Quantiles[3], residuals.Bins.Sum(bin => bin.Rows)));
        Assert.Equal([(1.0, 1.0), (2, 4), (3, 3), (8, 4)], residuals.Points.Select(point => (point.Predicted, point.Actual)));
    }
}
