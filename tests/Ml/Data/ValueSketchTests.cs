namespace ServerlessML.Tests.Ml.Data;

public sealed class ValueSketchTests
{
    private const int Many = 300_000;

    [Theory]
    [InlineData("uniform")]
    [InlineData("skewed")]
    [InlineData("signed")]
    [InlineData("rising")]
    [InlineData("one value often")]
    public void Bins_OfManyValues_HaveTheirQuantilesWithinAHundredth(string kind)
    {
        var random = new Random(3);
        double[] values =
        [
            .. Enumerable
                .Range(0, Many)
                .Select(row =>
                    kind switch
                    {
                        "uniform" => random.NextDouble(),
                        "skewed" => Math.Exp(12 * random.NextDouble()),
                        "signed" => Math.Pow(random.NextDouble() - 0.5, 3),
                        "rising" => row / 7.0,
                        _ => random.Next(3) == 0 ? 5 : 10 * random.NextDouble(),
                    }
                ),
        ];
        var bins = Bins(values);
        Assert.Equal(bins.Select(bin => bin.Upper).Order().Distinct(), bins.Select(bin => bin.Upper));
        Assert.Equal(Many, bins.Sum(bin => bin.Count));
        Assert.Equal((float)values.Max(), bins[^1].Upper);
        double[] sorted = [.. values.Select(value => (double)(float)value).Order()];
        var below = 0L;
        foreach (var (upper, count) in bins)
        {
            below += count;
            var at = Array.BinarySearch(sorted, upper);
            var exact = (at < 0 ? ~at : Array.FindLastIndex(sorted, value => value == upper) + 1) / (double)Many;
            Assert.InRange((below / (double)Many) - exact, -0.002, 0.002);
        }

        Assert.Equal(bins, Bins(values));
        if (kind == "one value often")
        {
            Assert.InRange(bins.Single(bin => bin.Upper == 5).Count / (double)Many, 0.33, 0.337);
        }
    }

    [Fact]
    public void Bins_OfFewValues_AreExact()
    {
        var values = Enumerable.Range(0, Many).Select(row => (row % 3000) - 1500.0).ToArray();
        Assert.Equal(Enumerable.Range(-1500, 3000).Select(value => ((double)value, 100L)), Bins(values));
        Assert.Equal([(0.0, 2L)], Bins([-0.0, 0.0]));
        Assert.Empty(Bins([]));
        Assert.Equal([((double)float.MinValue, 1L), (float.MaxValue, 1L)], Bins([-1e300, 1e300]));
    }

    [Theory]
    [InlineData("thousandths", false)]
    [InlineData("all digits", false)]
    [InlineData("few whole", false)]
    [InlineData("large whole", true)]
    [InlineData("close fractions", true)]
    public void Sample_OfNumbers_TellsWhetherAFloatMergesThem(string kind, bool expected)
    {
        var (random, sample) = (new Random(5), new SingleSample());
        for (var row = 0; row < Many; row++)
        {
            sample.Add(
                kind switch
                {
                    "thousandths" => Math.Round(1000 * random.NextDouble(), 3),
                    "all digits" => random.NextDouble(),
                    "few whole" => random.Next(1 << 24),
                    "large whole" => 9_000_000_000 + random.Next(1 << 30),
                    _ => 1 + (random.NextDouble() / 100),
                }
            );
        }

        Assert.Equal(expected, sample.IsSuspicious());
    }

    [Fact]
    public void RowSet_CountsHashesThatDiffer()
    {
        var (random, set, known) = (new Random(9), new RowSet(), new HashSet<ulong>());
        for (var row = 0; row < 100_000; row++)
        {
            // Alike in their low bits, and zero among them.
            var hash = (ulong)random.Next(30_000) << 32;
            set.Add(hash);
            known.Add(hash);
        }

        Assert.Equal(known.Count, set.Count);
    }

    private static List<(double Upper, long Count)> Bins(double[] values)
    {
        var sketch = new ValueSketch();
        foreach (var value in values)
        {
            sketch.Add(value);
        }

        return [.. sketch.Bins()];
    }
}
