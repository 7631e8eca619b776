using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Ml.Data;

public sealed class FoldRuleTests
{
    [Fact]
    public void Split_EveryFold_KeepsEachRowBackOnceAndAboutAsManyAsTheOthers()
    {
        var rows = Rows(5000);
        var kept = Enumerable.Range(0, 5).Select(index => FoldRule.Split(rows, new(index, 5), "s")).ToList();
        Assert.All(kept, parts => Assert.Equal(5000, parts.Train.RowCount + parts.Holdout.RowCount));
        Assert.All(kept, parts => Assert.InRange(parts.Holdout.RowCount, 880, 1120));
        Assert.Equal(Values(rows).Order(), kept.SelectMany(parts => Values(parts.Holdout)).Order());
    }

    [Fact]
    public void Split_Again_IsTheSame() =>
        Assert.Equal(Values(FoldRule.Split(Rows(500), new(1, 3), "s").Holdout), Values(FoldRule.Split(Rows(500), new(1, 3), "s").Holdout));

    [Fact]
    public void Split_RowsOfTheTrainingPart_AreDrawnApartFromTheHoldout()
    {
        // Were it the holdout's own draw, the low places would all be gone, and the first fold with them.
        var training = TableReader.Split(Rows(5000), new EvaluationSettings { Holdout = 0.5, Salt = "s" }).Train;
        Assert.InRange(FoldRule.Split(training, new(0, 2), "s").Holdout.RowCount, training.RowCount * 0.45, training.RowCount * 0.55);
    }

    [Fact]
    public void Split_NoSuchFold_IsRefused() => Assert.Contains("no fold 3 of 3", Assert.Throws<ArgumentException>(() => FoldRule.Split(Rows(9), new(3, 3), "s")).Message, StringComparison.Ordinal);

    private static float[] Values(Table table) => table.Numbers("a").Values;

    private static Table Rows(int count) => new([new NumberColumn("a", [.. Enumerable.Range(0, count).Select(i => (float)i)]), new NumberColumn("late", new float[count])]);
}
