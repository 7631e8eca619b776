namespace ServerlessML.Tests.Contracts;

public sealed class BinnedCountsTests
{
    private static readonly BinnedCounts Seen = new() { Edges = [10, 50, 100], Counts = [2, 2, 1, 2] };

    [Theory]
    [InlineData(10, 5)]
    [InlineData(30, 3)]
    [InlineData(100, 2)]
    [InlineData(150, 0)]
    [InlineData(1, 5)]
    public void SurelyAbove_Limit_IsExactAtAnEdgeAndFromTheNextEdgeElsewhere(double limit, long surely) =>
        Assert.Equal(surely, Seen.SurelyAbove(limit));

    [Theory]
    [InlineData(0.2, 10)]
    [InlineData(0.5, 50)]
    [InlineData(0.7, 100)]
    [InlineData(0.99, double.PositiveInfinity)]
    public void QuantileAtMost_Share_IsTheBinsUpperEdge(double share, double expected) =>
        Assert.Equal(expected, Seen.QuantileAtMost(share));

    [Fact]
    public void QuantileAtMost_NothingSeen_IsNull() => Assert.Null((new BinnedCounts { Edges = [1], Counts = [0, 0] }).QuantileAtMost(0.5));

    [Fact]
    public void Merge_Counts_AddUpInTheSameBins()
    {
        var twice = Seen.Merge(Seen);
        Assert.Equal([4, 4, 2, 4], twice.Counts);
        Assert.Throws<ArgumentException>(() => Seen.Merge(new() { Edges = [10, 50], Counts = [0, 0, 0] }));
    }

    [Fact]
    public void ArmStatistics_Merge_AddsWhatEitherHas()
    {
        ArmStatistics first = new()
        {
            Requests = 3,
            Errors = 1,
            Latency = Seen,
            Metrics = new Dictionary<string, Moments> { ["orders"] = Moments.OfSums(3, 1, 1) },
        };
        ArmStatistics second = new()
        {
            Requests = 4,
            Predictions = Seen,
            Metrics = new Dictionary<string, Moments> { ["orders"] = Moments.OfSums(4, 2, 2), ["clicks"] = Moments.OfSums(4, 4, 4) },
        };

        var both = CanonicalJson.Deserialize<ArmStatistics>(CanonicalJson.Serialize(first.Merge(second)));

        Assert.Equal((7, 1), (both.Requests, both.Errors));
        Assert.Equal(Seen.Counts, both.Latency!.Counts);
        Assert.Equal(Seen.Counts, both.Predictions!.Counts);
        Assert.Equal(["clicks", "orders"], both.Metrics.Keys.Order());
        Assert.Equal(Moments.OfSums(7, 3, 3), both.Metrics["orders"]);
    }
}
