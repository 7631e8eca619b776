using ServerlessML.Contracts.Evaluation;
using ServerlessML.Tests.Ml.Data;

namespace ServerlessML.Tests.Ml;

public sealed class RowRemarksTests
{
    private const int Rows = 2000;

    private static readonly LabelDefinition Late = new() { Name = "late", Values = ["0", "1"] };

    private static readonly int[] Labels = Numbers(1, 2);

    [Fact]
    public void Of_AnAnswerAndAnId_AreRemarkedOn()
    {
        var remarks = Of(
            Late,
            Labels,
            CategoryColumn.From("parcel", Enumerable.Range(0, Rows).Select(row => $"p{row}")),
            new NumberColumn("serial", [.. Enumerable.Range(0, Rows).Select(row => (float)row)]),
            new NumberColumn("weight", [.. Numbers(2, 1_000_000).Select(number => number / 3f)]),
            CategoryColumn.From("refund", Labels.Select(label => label == 1 ? "paid" : "none")),
            new NumberColumn("fee", [.. Labels.Zip(Numbers(3, 1_000_000), (label, noise) => label + (noise / 2e6f))])
        );
        Assert.Equal(
            [
                "column 'parcel' has as many values as rows (2,000), as an id has: it tells nothing of new rows",
                "column 'serial' has as many values as rows (2,000), as an id has: it tells nothing of new rows",
                "column 'refund' alone predicts the label almost perfectly (AUC 1.0000 on the held-out rows): is it known "
                    + "before the outcome?",
                "column 'fee' alone predicts the label almost perfectly (AUC 1.0000 on the held-out rows): is it known before the outcome?",
            ],
            remarks
        );
    }

    [Fact]
    public void Of_ColumnsThatOnlyHelp_AreNot() =>
        Assert.Empty(
            Of(
                Late,
                Labels,
                CategoryColumn.From("twice", Enumerable.Range(0, Rows).Select(row => $"p{row / 2}")),
                new NumberColumn("hint", [.. Labels.Zip(Numbers(4, 1_000_000), (label, noise) => label + (noise / 6e5f))])
            )
        );

    [Fact]
    public void Of_AnswersOfClassesAndOfNumbers_AreRemarkedOn()
    {
        var kinds = Numbers(5, 3);
        var classes = Of(
            new() { Name = "late", Values = ["a", "b", "c"] },
            kinds,
            CategoryColumn.From("code", kinds.Select(kind => $"{(char)('x' + kind)}"))
        );
        Assert.Contains("'code' alone predicts the label almost perfectly (accuracy 1.0000", classes[^1], StringComparison.Ordinal);
        var cents = Numbers(6, 1_000_000);
        var numbers = Of(
            new()
            {
                Name = "late",
                Values = [],
                Type = ColumnType.Number,
            },
            cents,
            new NumberColumn("euros", [.. cents.Select(cent => cent / 100f)])
        );
        Assert.Contains("'euros' alone predicts the label almost perfectly (r2 0.9", Assert.Single(numbers), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyRowsThatRepeat_SaysHowMany() =>
        Assert.Equal(
            [
                "1,990 of 2,000 rows repeat another row of their batch, label included; they are drawn one by one, as by lot "
                    + "('evaluation.split: inputs' keeps rows alike together)",
            ],
            Of(Late, Labels, new NumberColumn("weekday", [.. Enumerable.Range(0, Rows).Select(row => (float)(row % 5))]))
        );

    // More rows than bounds are taken from, and every step between those is a multiple of the turn.
    [Fact]
    public void Of_ManyRowsThatComeInTurns_AreAllMet()
    {
        int[] labels = [.. Enumerable.Range(0, 80_000).Select(row => row % 4 == 0 ? 1 : 0)];
        var fee = new NumberColumn("fee", [.. labels.Select((label, row) => label + (row % 997 / 2e3f))]);
        Assert.Contains("'fee' alone predicts the label almost perfectly (AUC 1.0000", Of(Late, labels, fee)[^1], StringComparison.Ordinal);
    }

    private static int[] Numbers(int seed, int below)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rows).Select(_ => random.Next(below))];
    }

    private static IReadOnlyList<string> Of(LabelDefinition label, int[] labels, params Column[] columns)
    {
        var values = new NumberColumn("late", [.. labels.Select(one => (float)one)]);
        var table = new Table([.. columns, values]);
        var draws = SplitRowsTests.Draws(SplitKind.Row, table, 0.2, "s");
        return RowRemarks.Of(new(table, draws, new int[labels.Length]), draws.Holdout(), label);
    }
}
