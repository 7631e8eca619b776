using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml;

/// <summary>Measures by hand.</summary>
public sealed class LabelledAnswersTests
{
    private static readonly LabelledAnswers Chances = new(TaskKind.Binary, ["no", "yes"], [1, 0, 0, 1], [0.9f, 0.6f, 0.2f, 0.55f]);

    private static readonly LabelledAnswers Classes = new(
        TaskKind.MultiClass,
        ["a", "b", "c"],
        [0, 1, 2, 2],
        [0.5f, 0.25f, 0.25f, 0.2f, 0.7f, 0.1f, 0.6f, 0.2f, 0.2f, 0f, 0f, 1f]
    );

    private static readonly LabelledAnswers Numbers = new(TaskKind.Regression, [], [1, 4, 3, 4], [1, 2, 3, 8]);

    [Fact]
    public void Chances_FourRows_AsByHand()
    {
        var scores = Chances.Scores();
        Assert.Equal(
            [
                "accuracy",
                "auc",
                "average-precision",
                "brier",
                "calibration-error",
                "calibration-slope",
                "cost",
                "f1",
                "log-loss",
                "observed-to-expected",
                "precision",
                "recall",
                "skill",
            ],
            scores.Keys
        );
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.8) + Math.Log(0.55)) / 4, scores["log-loss"].Value, 6);
        Assert.Equal((0.01 + 0.36 + 0.04 + 0.2025) / 4, scores["brier"].Value, 6);
        Assert.Equal((0.75, 0.75), (scores["accuracy"].Value, scores["auc"].Value));
        // Precision is 1 at the first positive and 2/3 at the second.
        Assert.Equal((1 + (2.0 / 3)) / 2, scores["average-precision"].Value, 9);
        // Bins .9: |.9-1|, .6: |.6-0|, .2: |.2-0|, .5: |.55-1|, a quarter each.
        Assert.Equal((0.1 + 0.6 + 0.2 + 0.45) / 4, scores["calibration-error"].Value, 6);
        Assert.Equal(1 - (scores["log-loss"].Value / Math.Log(2)), scores["skill"].Value, 9);
        Assert.Equal(2 / 2.25, scores["observed-to-expected"].Value, 6);
        Assert.Equal((false, true), (scores["brier"].Low.HasValue, scores["auc"].Low.HasValue));
    }

    [Fact]
    public void Chances_CertainAndWrong_StayFinite() =>
        Assert.Equal(-Math.Log(1e-7), (Chances with { Values = [0, 1], Given = [1f, 0f] }).ValueOf("log-loss")!.Value, 6);

    [Fact]
    public void Chances_OneValueAlone_HaveNoArea()
    {
        var same = Chances with { Values = [1, 1, 1, 1] };
        Assert.Equal((false, null, null), (same.Varies, same.ValueOf("auc"), same.ValueOf("average-precision")));
        Assert.Equal(
            ["accuracy", "brier", "calibration-error", "cost", "f1", "log-loss", "observed-to-expected", "precision", "recall"],
            same.Scores().Keys
        );
    }

    [Fact]
    public void Classes_FourRows_AsByHand()
    {
        var scores = Classes.Scores();
        Assert.Equal((Math.Log(2) - Math.Log(0.7) - Math.Log(0.2)) / 4, scores["log-loss"].Value, 1e-6);
        // Class 0: above two of three. Class 1: above all. Class 2: 0.2 and 1 against 0.25 and 0.1, three of four.
        Assert.Equal((2.0 / 3 + 1 + 3.0 / 4) / 3, scores["macro-auc"].Value, 1e-9);
        Assert.Equal(0.75, scores["accuracy"].Value);
        // a is called twice and is there once, c the other way round.
        Assert.Equal((2.0 / 3 + 1 + 2.0 / 3) / 3, scores["macro-f1"].Value, 1e-9);
        Assert.Equal((0.5 + 0.3 + 0.6 + 0) / 4, scores["calibration-error"].Value, 1e-6);
        Assert.Equal((1.0, 1.0, 0.5), (scores["recall:a"].Value, scores["recall:b"].Value, scores["recall:c"].Value));
    }

    [Fact]
    public void Classes_OneThatNoRowHas_HasNoRecallAndIsLeftOutOfTheMean()
    {
        var scores = (Classes with { Values = [0, 1, 1, 0] }).Scores();
        Assert.DoesNotContain("recall:c", scores.Keys);
        Assert.All(scores.Values, score => Assert.True(double.IsFinite(score.Value)));
        Assert.Equal(1, (Classes with { Values = [0, 1], Given = [0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f] }).ValueOf("macro-auc"));
    }

    [Fact]
    public void Classes_OneAlone_HasNoArea() =>
        Assert.Null((Classes with { Values = [0], Given = [0.8f, 0.1f, 0.1f] }).ValueOf("macro-auc"));

    [Fact]
    public void Numbers_FourRows_AsByHand()
    {
        var scores = Numbers.Scores();
        Assert.Equal(Math.Sqrt((4 + 16) / 4.0), scores["rmse"].Value, 1e-9);
        Assert.Equal((1.5, 1.0), (scores["mae"].Value, scores["median-absolute-error"].Value));
        Assert.Equal(1 - (20 / 6.0), scores["r2"].Value, 1e-9);
    }

    [Fact]
    public void Numbers_AllTheSame_HaveNoVarianceToExplain() => Assert.Null((Numbers with { Values = [2, 2, 2, 2] }).ValueOf("r2"));

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.MultiClass)]
    [InlineData(TaskKind.Regression)]
    public void Figures_OfARowCountedTwice_AreThoseOfTwoRows(TaskKind task)
    {
        var once = task switch
        {
            TaskKind.Binary => Chances,
            TaskKind.MultiClass => Classes,
            _ => Numbers,
        };
        var twice = once.Take([0, 1, 2, 3, 3]);
        var resampled = QualityMeasure.Of(task, once.Classes).Where(measure => measure.Interval == MeasureMethod.Bootstrap).ToList();
        Assert.NotEmpty(resampled);
        Assert.All(resampled, measure => Assert.Equal(twice.ValueOf(measure.Name)!.Value, once.Figure(measure.Name)([1, 1, 1, 2]), 1e-6));
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.MultiClass)]
    [InlineData(TaskKind.Regression)]
    public void Registry_EveryMeasure_HasAValueAndWhatItsMethodsNeed(TaskKind task)
    {
        var answers = task switch
        {
            TaskKind.Binary => Chances,
            TaskKind.MultiClass => Classes,
            _ => Numbers,
        };
        Assert.All(QualityMeasure.Of(task, answers.Classes), measure =>
        {
            Assert.NotNull(answers.ValueOf(measure.Name));
            Assert.Equal(measure.Test != MeasureMethod.None, answers.Compare(measure, answers) is { PValue: 1, Difference: 0 });
            Assert.Equal(measure.IsLoss, QualityMeasure.Named(measure.Name).IsLoss);
        });
        // Slices, early stopping and searches need a first one that can be tested.
        Assert.Equal(QualityMeasure.Comparing(task)[0], QualityMeasure.ForSlices(task, "macro-f1").Name);
        Assert.Equal(QualityMeasure.Comparing(task)[0], QualityMeasure.Ranking(task)[0]);
    }

    [Fact]
    public void PairedRmse_IsCloseToTheBootstraps()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 2000).Select(_ => (float)random.NextDouble())];
        LabelledAnswers Off(double spread) =>
            new(TaskKind.Regression, [], values, [.. values.Select(value => value + (float)(spread * (random.NextDouble() - 0.5)))]);
        var (first, second) = (Off(0.30), Off(0.32));

        var paired = first.Compare(QualityMeasure.Named("rmse"), second)!;

        var (one, other) = (first.Figure("rmse"), second.Figure("rmse"));
        var interval = Bootstrap.Bca(2000, [weights => one(weights) - other(weights)], new())[0]!;
        Assert.Equal(interval.Estimate, paired.Difference, 1e-9);
        Assert.Equal(interval.Low, paired.Low!.Value, 5e-4);
        Assert.Equal(interval.High, paired.High!.Value, 5e-4);
        Assert.True(paired.PValue < 0.01, $"p is {paired.PValue}");
    }

    [Fact]
    public void McNemar_OfChancesAndClasses_CountsTheRowsThatOneAloneHasRight()
    {
        LabelledAnswers first = new(TaskKind.Binary, [], [1, 1, 0, 0], [0.9f, 0.9f, 0.1f, 0.9f]);
        Assert.Equal(McNemar.Of(2, 1), first.McNemar(first with { Given = [0.1f, 0.1f, 0.1f, 0.1f] }));
        Assert.Equal(McNemar.Of(0, 1), Classes.McNemar(Classes with { Given = [.. Classes.Given[..6], 0f, 0f, 1f, 0f, 0f, 1f] }));
    }

    [Fact]
    public void Detail_OfClassesAndNumbers_AddsUp()
    {
        Assert.Equal(
            [
                [1L, 0, 0],
                [0L, 1, 0],
                [1L, 0, 1],
            ],
            AnswerDetail.Classes(Classes).Select(score => score.Called)
        );
        Assert.Equal(4, AnswerDetail.Calibrated(Classes).Sum(point => point.Rows));
        var residuals = AnswerDetail.Residuals(Numbers);
        Assert.Equal((0.0, 4), (residuals.Quantiles[3], residuals.Bins.Sum(bin => bin.Rows)));
        Assert.Equal([(1.0, 1.0), (2, 4), (3, 3), (8, 4)], residuals.Points.Select(point => (point.Predicted, point.Actual)));
    }

    [Fact]
    public void Calibration_Edges_FallIntoTheirBins()
    {
        var bins = Calibration.Bins([0f, 0.05f, 1f], [false, true, true]);

        Assert.Equal([(0.0, 2, 0.5), (0.9, 1, 1.0)], bins.Select(bin => (bin.Low, bin.Rows, bin.PositiveShare)));
    }

    [Fact]
    public void RocCurve_Ends_AreTheCorners()
    {
        var points = RocCurve.Points([0.9f, 0.8f, 0.8f, 0.1f], [true, true, false, false]);

        Assert.Equal([(0, 0), (0, 0.5), (0.5, 1), (1, 1)], points.Select(point => (point.FalsePositiveRate, point.TruePositiveRate)));
    }

    [Fact]
    public void Slices_SmallAndOneClass_AreLeftOut()
    {
        var table = new Table([CategoryColumn.From("city", ["Bern", "Bern", "Bern", "Graz", "Graz", "Lyon", null, null])]);
        LabelledAnswers candidate = new(TaskKind.Binary, [], [1, 0, 1, 1, 1, 0, 1, 0], [0.9f, 0.1f, 0.8f, 0.5f, 0.5f, 0.5f, 0.1f, 0.9f]);
        var champion = candidate with { Given = [0.1f, 0.9f, 0.8f, 0.5f, 0.5f, 0.5f, 0.9f, 0.1f] };

        var slices = Slices.Of(table, ["city"], 2, QualityMeasure.Named("auc"), candidate, champion);

        Assert.Equal(
            [("Bern", 3L, 1.0, 0.0), ("", 2L, 0.0, 1.0)],
            slices.Select(slice => (slice.Value, slice.Rows, slice.Candidate!.Value, slice.Champion!.Value))
        );
    }
}
