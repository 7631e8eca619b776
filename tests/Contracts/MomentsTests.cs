using System.Text.Json;

namespace ServerlessML.Tests.Contracts;

public sealed class MomentsTests
{
    [Fact]
    public void Merge_AnyOrderAndGrouping_GivesTheSameBits()
    {
        var random = new Random(11);
        var parts = Enumerable.Range(0, 60).Select(_ => Some(random, 1 + random.Next(40))).ToArray();
        var forward = parts.Aggregate((a, b) => a.Merge(b));

        for (var round = 0; round < 50; round++)
        {
            var pool = parts.OrderBy(_ => random.Next()).ToList();
            while (pool.Count > 1)
            {
                var at = random.Next(pool.Count - 1);
                pool[at] = pool[at].Merge(pool[at + 1]);
                pool.RemoveAt(at + 1);
            }

            Assert.Equal(forward, pool[0]);
        }
    }

    [Fact]
    public void Since_Earlier_UndoesMerge()
    {
        var random = new Random(12);
        var (first, second) = (Some(random, 30), Some(random, 40));

        Assert.Equal(second, first.Merge(second).Since(first));
        Assert.Equal(first, first.Merge(Moments.None));
    }

    [Fact]
    public void Variance_HugeMean_KeepsItsDigits()
    {
        var moments = new[] { 1e8 + 0.1, 1e8 + 0.2, 1e8 + 0.3 }.Aggregate(Moments.None, (sum, value) => sum.Observe(value, 2 * value));

        Assert.Equal(0.01, moments.VarianceY(), 12);
        Assert.Equal(0.04, moments.VarianceX(), 12);
        Assert.Equal(0.02, moments.Covariance(), 12);
        Assert.Equal(1e8 + 0.2, moments.MeanY(), 7);
    }

    [Fact]
    public void OfSums_OfYesAndNo_IsWhatObservingGives()
    {
        var observed = new[] { 1.0, 0, 1, 1, 0 }.Aggregate(Moments.None, (sum, value) => sum.Observe(value));

        Assert.Equal(observed, Moments.OfSums(5, 3, 3));
        Assert.Equal(0.3, observed.VarianceY(), 12);
    }

    [Fact]
    public void Empty_MeansAndVariances_AreZero() =>
        Assert.Equal(
            (0, 0, 0, 0.0),
            (Moments.None.MeanY(), Moments.None.VarianceY(), Moments.None.Observe(5).VarianceY(), Moments.None.Covariance())
        );

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.1e9)]
    public void Observe_NoNumberOrTooLarge_IsRefused(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Moments.None.Observe(value));

    [Fact]
    public void Json_RoundTrip_KeepsEveryDigit()
    {
        var moments = Enumerable.Range(0, 1000).Aggregate(Moments.None, (sum, i) => sum.Observe(9e8 - i, i * 0.000001));

        Assert.Equal(moments, CanonicalJson.Deserialize<Moments>(CanonicalJson.Serialize(moments)));
        Assert.Equal(moments, JsonSerializer.Deserialize<Moments>(JsonSerializer.Serialize(moments, Wire.Indented), Wire.Options));
    }

    private static Moments Some(Random random, int count) =>
        Enumerable.Range(0, count).Aggregate(Moments.None, (sum, _) => sum.Observe(random.NextDouble() * 1e6 - 5e5, random.NextDouble()));
}
