using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class GroupSequentialTests
{
    private static readonly double[] Fifths = [0.2, 0.4, 0.6, 0.8, 1];

    [Fact]
    public void Bounds_OBrienFlemingOfFive_Published() =>
        Assert.Equal(
            [4.56, 3.23, 2.63, 2.28, 2.04],
            GroupSequential.Bounds(StoppingRule.OBrienFleming, 0.05, Fifths).Select(bound => Math.Round(bound, 2))
        );

    [Fact]
    public void FalseAlarms_FivePeeksAt196_Published() =>
        Assert.Equal(0.142, GroupSequential.FalseAlarms(Fifths, [1.96, 1.96, 1.96, 1.96, 1.96]), 3);

    // The tables that the R package ldbounds gives for two-sided .05.
    [Theory]
    [InlineData(StoppingRule.OBrienFlemingSpending, 4.877, 3.357, 2.680, 2.290, 2.031)]
    [InlineData(StoppingRule.PocockSpending, 2.438, 2.427, 2.410, 2.397, 2.386)]
    public void Bounds_SpendingOfFive_AgreeWithTables(StoppingRule rule, params double[] expected) =>
        Assert.Equal(expected, GroupSequential.Bounds(rule, 0.05, Fifths).Select(bound => Math.Round(bound, 3)));

    [Theory]
    [InlineData(StoppingRule.OBrienFleming)]
    [InlineData(StoppingRule.OBrienFlemingSpending)]
    [InlineData(StoppingRule.PocockSpending)]
    public void Bounds_UnevenLooks_SpendAlphaExactly(StoppingRule rule)
    {
        double[] fractions = [0.03, 0.11, 0.5, 0.52, 0.9, 1];
        Assert.Equal(0.05, GroupSequential.FalseAlarms(fractions, GroupSequential.Bounds(rule, 0.05, fractions)), 6);
    }

    [Fact]
    public void Bounds_LaterLooks_LeaveEarlierOnesAlone()
    {
        var first = GroupSequential.Bounds(StoppingRule.PocockSpending, 0.05, [0.1, 0.35]);
        Assert.Equal(
            first,
            GroupSequential
                .Bounds(StoppingRule.PocockSpending, 0.05, [0.1, 0.35, 0.4, 1])
                .Take(2)
                .Select((bound, i) => Math.Abs(bound - first[i]) < 1e-6 ? first[i] : bound)
        );
    }

    [Fact]
    public void Bounds_OneLook_IsTheFixedTest() =>
        Assert.Equal(1.959963984540054, Assert.Single(GroupSequential.Bounds(StoppingRule.OBrienFlemingSpending, 0.05, [1])), 8);

    [Fact]
    public void Bounds_NothingSpentYet_StopsNothing() =>
        Assert.Equal(double.PositiveInfinity, GroupSequential.Bounds(StoppingRule.OBrienFlemingSpending, 0.05, [0.005, 1])[0]);

    [Fact]
    public void Bounds_OutOfOrder_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => GroupSequential.Bounds(StoppingRule.PocockSpending, 0.05, [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => GroupSequential.Bounds(StoppingRule.PocockSpending, 0.05, [0.5, 1.1]));
        Assert.Throws<ArgumentException>(() => GroupSequential.Bounds(StoppingRule.PocockSpending, 0.05, [0, 1]));
    }
}
