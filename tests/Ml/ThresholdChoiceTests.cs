using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Tests.Ml;

public sealed class ThresholdChoiceTests
{
    // Ten rows by falling probability: + + - + - + - - - -.
    private static readonly LabelledAnswers Rows = new(
        TaskKind.Binary,
        ["0", "1"],
        [1, 1, 0, 1, 0, 1, 0, 0, 0, 0],
        [0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f, 0.3f, 0.2f, 0.1f, 0.05f]
    );

    [Theory]
    [InlineData(ThresholdGoal.F1, 0, 0.35)]
    [InlineData(ThresholdGoal.Accuracy, 0, 0.75)]
    [InlineData(ThresholdGoal.Recall, 0.75, 0.55)]
    [InlineData(ThresholdGoal.Recall, 0.76, 0.35)]
    [InlineData(ThresholdGoal.Recall, 0.5, 0.75)]
    [InlineData(ThresholdGoal.Precision, 0.75, 0.55)]
    [InlineData(ThresholdGoal.Precision, 0.6, 0.35)]
    [InlineData(ThresholdGoal.Precision, 1.0, 0.75)]
    public void Of_AGoal_IsMetAtTheBestOfAllThresholds(ThresholdGoal goal, double atLeast, double expected) =>
        Assert.Equal(expected, ThresholdChoice.Of(Rows, new() { Goal = goal, AtLeast = atLeast })!.Value, 6);

    [Theory]
    [InlineData(1, 10, 0.35)]
    [InlineData(10, 1, 0.75)]
    public void Of_Costs_MovesToTheDearerError(double falsePositive, double falseNegative, double expected)
    {
        var answers = Rows with
        {
            Costs = new() { FalsePositive = falsePositive, FalseNegative = falseNegative },
        };
        var chosen = ThresholdChoice.Of(answers, new() { Goal = ThresholdGoal.Cost })!.Value;
        Assert.Equal(expected, chosen, 6);
        double At(double threshold) => (answers with { Threshold = threshold }).ValueOf("cost")!.Value;
        Assert.All((double[])[0, 0.15, 0.45, 0.5, 0.65, 0.85, 1], other => Assert.True(At(chosen) <= At(other)));
    }

    [Fact]
    public void Of_AGoalThatNoThresholdMeets_IsNone() =>
        Assert.Null(
            ThresholdChoice.Of(Rows with { Given = [.. Rows.Given.Reverse()] }, new() { Goal = ThresholdGoal.Precision, AtLeast = 0.9 })
        );

    [Fact]
    public void Of_RowsOfOneProbability_AreCalledAlike() =>
        Assert.Equal(
            0.5,
            ThresholdChoice.Of(Rows with { Given = [.. Enumerable.Repeat(0.5f, 10)] }, new() { Goal = ThresholdGoal.Accuracy })!.Value,
            6
        );

    [Fact]
    public void Measures_AtAThreshold_AreAsByHand()
    {
        // From 0.55 on four rows are called positive, three of them rightly; one positive is missed.
        var scores = (
            Rows with
            {
                Threshold = 0.55,
                Costs = new() { FalsePositive = 2, FalseNegative = 5 },
            }
        ).Scores();
        Assert.Equal(
            (0.75, 0.75, 0.75, 0.7, 0.8),
            (scores["recall"].Value, scores["precision"].Value, scores["f1"].Value, scores["cost"].Value, scores["accuracy"].Value)
        );
        // Wilson's interval of three of four.
        Assert.Equal(0.3006, scores["recall"].Low!.Value, 4);
        Assert.Equal(0.9544, scores["recall"].High!.Value, 4);
    }
}
