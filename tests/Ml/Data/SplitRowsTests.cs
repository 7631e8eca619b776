using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Ml.Data;

public sealed partial class SplitRowsTests
{
    // Made once, by hashlib and struct in Python: a change of the rule would let rows leak from holdouts into training.
    private const string Golden = "0110011110011110101001011001110100110111101100010111011011011111";
    private const string GoldenOfContent = "0111000010001000000010110101110011001100000011011000011010100111";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Fact]
    public void Holdout_GoldenRows_StayWhereTheyAre()
    {
        var rows = new Table([
            new NumberColumn("n", [.. Enumerable.Range(0, 64).Select(i => i % 4 * 0.5f)]),
            CategoryColumn.From("c", Enumerable.Range(0, 64).Select(i => i % 5 == 4 ? null : $"é{i % 3}")),
            CategoryColumn.From("late", Enumerable.Range(0, 64).Select(i => $"{i % 2}")),
        ]);
        Assert.Equal(Golden, Text(Draws(SplitKind.Row, rows, 0.5, "holdout-1").Holdout()));
        Assert.Equal(GoldenOfContent, Text(Draws(SplitKind.Content, Different(64), 0.5, "holdout-1").Holdout()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Holdout_ByKeyOrInputs_HasNoIdentityOnBothSides(int seed)
    {
        var table = Random(seed);
        foreach (var kind in (SplitKind[])[SplitKind.Key, SplitKind.Inputs])
        {
            var draws = Draws(kind, table, 0.3, $"{seed}");
            var sides = draws.Holdout();
            Assert.DoesNotContain(Groups(table), rows => rows.Select(row => sides[row]).Distinct().Count() > 1);
            int[] training = [.. Rows(sides, RowSide.Train)];
            var (left, identities) = (draws.Take(training), table.Take(training));
            RowSide[][] parts = [left.Validation(training.Length / 10), .. Enumerable.Range(0, 4).Select(fold => left.Fold(new(fold, 4)))];
            Assert.All(parts, part =>
                Assert.DoesNotContain(Groups(identities), rows => rows.Select(row => part[row]).Distinct().Count() > 1)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Holdout_OfTheSameRowsInAnotherOrder_HasTheSameRows(int seed)
    {
        var table = Random(seed);
        int[] shuffled = [.. Enumerable.Range(0, table.RowCount)];
        new Random(seed).Shuffle(shuffled);
        foreach (var kind in (SplitKind[])[SplitKind.Row, SplitKind.Inputs, SplitKind.Key])
        {
            var (once, again) = (Draws(kind, table, 0.3, "s").Holdout(), Draws(kind, table.Take(shuffled), 0.3, "s").Holdout());
            Assert.Equal(HeldTexts(table, once), HeldTexts(table.Take(shuffled), again));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Holdout_OfARowInAnotherBatch_IsTheSameSide(int seed)
    {
        var table = Random(seed);
        int[] part = [.. Enumerable.Range(0, table.RowCount).Where(row => new Random((seed * 1000) + row).Next(3) > 0)];
        int[] both = [.. Enumerable.Range(0, table.RowCount), .. part];
        int[] batches = [.. Enumerable.Repeat(0, table.RowCount), .. Enumerable.Repeat(1, part.Length)];
        foreach (var kind in (SplitKind[])[SplitKind.Row, SplitKind.Inputs, SplitKind.Key])
        {
            var window = Draws(kind, table.Take(both), 0.3, "s", batches).Holdout();
            Assert.Equal(Draws(kind, table, 0.3, "s").Holdout(), window[..table.RowCount]);
            Assert.Equal(Draws(kind, table.Take(part), 0.3, "s").Holdout(), window[table.RowCount..]);
        }
    }

    [Fact]
    public void Holdout_ByRow_DrawsEqualRowsOneByOne()
    {
        // One kind of row, ten thousand times: a draw by content would hold out all or none.
        var sides = Draws(SplitKind.Row, new Table([new NumberColumn("n", new float[10_000])]), 0.2, "s").Holdout();
        Assert.InRange(sides.Count(side => side == RowSide.Held), 1850, 2150);
    }

    [Theory]
    [InlineData(SplitKind.Row, 0.1)]
    [InlineData(SplitKind.Inputs, 0.5)]
    [InlineData(SplitKind.Key, 0.9)]
    [InlineData(SplitKind.Content, 0.2)]
    public void Holdout_ManyRows_HoldsTheShare(SplitKind kind, double share) =>
        Assert.InRange(
            Draws(kind, Different(50_000), share, "s").Holdout().Average(side => side == RowSide.Held ? 1.0 : 0),
            share - 0.01,
            share + 0.01
        );

    [Theory]
    [InlineData(SplitKind.Row)]
    [InlineData(SplitKind.Key)]
    public void Holdout_LargerShare_KeepsTheRowsOfTheSmaller(SplitKind kind)
    {
        var (small, large) = (Draws(kind, Different(5000), 0.1, "s").Holdout(), Draws(kind, Different(5000), 0.2, "s").Holdout());
        Assert.All(small.Zip(large), pair => Assert.True(pair.First == RowSide.Train || pair.Second == RowSide.Held));
    }

    [Fact]
    public void Holdout_OtherSalt_IsAnotherDraw()
    {
        var rows = Different(10_000);
        var both = Draws(SplitKind.Row, rows, 0.5, "a").Holdout().Zip(Draws(SplitKind.Row, rows, 0.5, "b").Holdout());
        Assert.InRange(both.Count(pair => pair is (RowSide.Held, RowSide.Held)), 2300, 2700);
    }

    [Fact]
    public void Holdout_NegativeZeroAnyNaNAndHowATextIsWritten_AreOneValueEach()
    {
        var nan = BitConverter.UInt32BitsToSingle(0xffc12345);
        string?[] texts = ["7", "7.0", " 7", "07", null, " "];
        for (var salt = 0; salt < 40; salt++)
        {
            var numbers = Draws(SplitKind.Inputs, new Table([new NumberColumn("a", [0f, -0f, float.NaN, nan])]), 0.5, $"{salt}").Holdout();
            Assert.Equal((numbers[0], numbers[2]), (numbers[1], numbers[3]));
            var written = Draws(SplitKind.Key, new Table([CategoryColumn.From("a", texts)]), 0.5, $"{salt}").Holdout();
            Assert.Single(written[..4].Distinct());
            Assert.Equal(written[4], written[5]);
        }
    }

    [Fact]
    public void Holdout_TextMovedBetweenCells_IsAnotherRow()
    {
        var table = new Table([CategoryColumn.From("a", ["xy", "x", null]), CategoryColumn.From("b", ["z", "yz", "xyz"])]);
        var draws = Enumerable.Range(0, 60).Select(salt => Draws(SplitKind.Row, table, 0.5, $"{salt}").Holdout()).ToList();
        Assert.Contains(draws, sides => sides[0] != sides[1]);
        Assert.Contains(draws, sides => sides[1] != sides[2]);
    }

    [Theory]
    [InlineData(SplitKind.Row, 5000, 0)]
    [InlineData(SplitKind.Content, 5000, 120)]
    [InlineData(SplitKind.Key, 12, 1)]
    public void Fold_EveryFold_KeepsEachRowBackOnceAndAboutAsManyAsTheOthers(SplitKind kind, int rows, int beside)
    {
        var draws = Draws(kind, Different(rows), 0.2, "s");
        var kept = Enumerable.Range(0, 5).Select(index => draws.Fold(new(index, 5))).ToList();
        Assert.All(Enumerable.Range(0, rows), row => Assert.Equal(1, kept.Count(sides => sides[row] == RowSide.Held)));
        Assert.All(kept, sides => Assert.InRange(sides.Count(side => side == RowSide.Held), (rows / 5) - beside, (rows / 5) + beside));
    }

    [Theory]
    [InlineData(SplitKind.Row)]
    [InlineData(SplitKind.Content)]
    public void Fold_OfTrainingRows_IsDrawnApartFromTheHoldout(SplitKind kind)
    {
        // Were it the holdout's own draw, the low places would all be gone, and the first fold with them.
        var draws = Draws(kind, Different(5000), 0.5, "s");
        var training = draws.Take([.. Rows(draws.Holdout(), RowSide.Train)]);
        Assert.InRange(training.Fold(new(0, 2)).Count(side => side == RowSide.Held), training.Count * 0.45, training.Count * 0.55);
    }

    [Fact]
    public void Fold_NoSuchFold_IsRefused() =>
        Assert.Contains(
            "no fold 3 of 3",
            Assert.Throws<ArgumentException>(() => Draws(SplitKind.Row, Different(9), 0.2, "s").Fold(new(3, 3))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1000, 50)]
    [InlineData(1000, 900)]
    [InlineData(1, 1)]
    public void Validation_TakesAboutSoManyAndAtMostHalf(int rows, int wanted) =>
        Assert.Equal(
            Math.Min(wanted, rows / 2),
            Draws(SplitKind.Row, Different(rows), 0.2, "s").Validation(wanted).Count(side => side == RowSide.Held)
        );

    [Fact]
    public void Holdout_ByTime_HoldsTheNewestOfEachBatchOutTiesTogether()
    {
        // Ten rows a batch, the third batch older than the second; a share of 0.3 falls into the tie at 8.
        double[] times = [5, 1, 8, 8, 2, 3, 4, 6, 7, 9, .. Enumerable.Range(20, 10), .. Enumerable.Range(10, 10)];
        var sides = ByTime(times, 0.3, batches: [.. Enumerable.Range(0, 30).Select(row => row / 10)]).Holdout();
        Assert.Equal("0022000002" + "0000000111" + "0000000222", Text(sides));
        Assert.Equal("0011000001", Text(ByTime(times[..10], 0.3).Holdout()));
    }

    [Fact]
    public void Holdout_ByTimeWithAGap_LeavesRowsOutThatAreTooClose()
    {
        double[] times = [.. Enumerable.Range(0, 20)];
        Assert.Equal("00000000000002221111", Text(ByTime(times, 0.2, gap: 3.5).Holdout()));
    }

    [Fact]
    public void Holdout_ByTimeOfOneTimeAlone_SaysWhatToDo() =>
        Assert.Equal(
            "All 3 rows of the batch have one and the same time in 'at', so that none are newer than the others: "
                + "'evaluation.split' needs another column, or another kind.",
            Assert.Throws<ColumnException>(() => ByTime([4, 4, 4], 0.2).Holdout()).Message
        );

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Fold_ByTime_IsAnExpandingWindow(double gap)
    {
        double[] times = [.. Enumerable.Range(0, 600).Select(i => (double)(i * 7919 % 600))];
        var draws = ByTime(times, 0.2, gap: gap);
        var before = double.MaxValue;
        for (var fold = 0; fold < 5; fold++)
        {
            var sides = draws.Fold(new DataFold(fold, 5));
            var (oldest, newest) = (Rows(sides, RowSide.Held).Min(row => times[row]), Rows(sides, RowSide.Held).Max(row => times[row]));
            Assert.Equal(100, Rows(sides, RowSide.Held).Count());
            Assert.Equal(oldest - gap - (gap > 0 ? 0 : 1), Rows(sides, RowSide.Train).Max(row => times[row]));
            Assert.True(newest < before);
            before = oldest;
        }

        var inner = draws.Validation(60);
        Assert.Equal(
            [.. Enumerable.Range(540, 60).Select(time => (double)time)],
            Rows(inner, RowSide.Held).Select(row => times[row]).Order()
        );
        Assert.True(Rows(inner, RowSide.Train).Max(row => times[row]) <= 540 - gap);
    }
}
