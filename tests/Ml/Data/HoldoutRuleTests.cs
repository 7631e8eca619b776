using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Ml.Data;

public sealed class HoldoutRuleTests
{
    // Made once, by hashlib and struct in Python: a change of the rule would let rows leak from holdouts into training.
    private const string Golden = "0111000010001000000010110101110011001100000011011000011010100111";

    [Fact]
    public void Assign_GoldenRows_StayWhereTheyAre()
    {
        var held = HoldoutRule.Assign(Rows(64), 0.5, "holdout-1");
        Assert.Equal(Golden, string.Concat(held.Select(row => row ? '1' : '0')));
    }

    [Fact]
    public void Assign_EqualRows_FallOnTheSameSideWhateverIsAroundThem()
    {
        var rows = Rows(1000);
        var shuffled = Enumerable.Range(0, 1000).Reverse().Concat(Enumerable.Range(0, 1000)).ToArray();
        var (once, again) = (HoldoutRule.Assign(rows, 0.3, "s"), HoldoutRule.Assign(rows.Take(shuffled), 0.3, "s"));
        Assert.Equal(shuffled.Select(row => once[row]), again);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Assign_ManyRows_HoldsTheShare(double share) =>
        Assert.InRange(HoldoutRule.Assign(Rows(50_000), share, "s").Average(row => row ? 1.0 : 0), share - 0.01, share + 0.01);

    [Fact]
    public void Assign_LargerShare_KeepsTheRowsOfTheSmaller()
    {
        var (small, large) = (HoldoutRule.Assign(Rows(5000), 0.1, "s"), HoldoutRule.Assign(Rows(5000), 0.2, "s"));
        Assert.All(small.Zip(large), pair => Assert.True(!pair.First || pair.Second));
    }

    [Fact]
    public void Assign_OtherSalt_IsAnotherDraw()
    {
        var rows = Rows(10_000);
        var both = HoldoutRule.Assign(rows, 0.5, "a").Zip(HoldoutRule.Assign(rows, 0.5, "b")).Count(pair => pair.First && pair.Second);
        Assert.InRange(both, 2300, 2700);
    }

    [Fact]
    public void Assign_NegativeZeroAndAnyNaN_AreOneValueEach()
    {
        var nan = BitConverter.UInt32BitsToSingle(0xffc12345);
        for (var salt = 0; salt < 40; salt++)
        {
            var held = HoldoutRule.Assign(new Table([new NumberColumn("a", [0f, -0f, float.NaN, nan])]), 0.5, $"{salt}");
            Assert.Equal((held[0], held[2]), (held[1], held[3]));
        }
    }

    [Fact]
    public void Assign_TextMovedBetweenCells_IsAnotherRow()
    {
        var table = new Table([CategoryColumn.From("a", ["xy", "x", null]), CategoryColumn.From("b", ["z", "yz", "xyz"])]);
        var draws = Enumerable.Range(0, 60).Select(salt => HoldoutRule.Assign(table, 0.5, $"{salt}")).ToList();
        Assert.Contains(draws, held => held[0] != held[1]);
        Assert.Contains(draws, held => held[1] != held[2]);
    }

    private static Table Rows(int count) => new(
    [
        new NumberColumn("n", [.. Enumerable.Range(0, count).Select(i => i % 7 == 3 ? float.NaN : i * 0.5f - 3)]),
        CategoryColumn.From("c", Enumerable.Range(0, count).Select(i => i % 5 == 4 && i % 7 != 3 ? null : $"é{i}")),
        new NumberColumn("late", [.. Enumerable.Range(0, count).Select(i => (float)(i % 2))]),
    ]);
}
