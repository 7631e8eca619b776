using ServerlessML.Ml.Statistics;

namespace ServerlessML.Tests.Ml.Statistics;

public class SeriesBoundsTests
{
    /// <summary>Deequ's test of its online normal strategy: fifty draws of java.util.Random(1), of which eleven are anomalies.</summary>
    [Fact]
    public void Of_DeequsSeries_LeavesOutExactlyItsAnomalies()
    {
        var random = new JavaRandom(1);
        double[] series = [.. Enumerable.Range(0, 50).Select(_ => random.NextGaussian())];
        for (var i = 20; i <= 30; i++)
        {
            series[i] += i + ((i % 2) * -2 * i);
        }

        // Its first fifth is only learnt from, and what is anomalous is not; a new beginning is farther off than eleven values.
        List<int> anomalies = [];
        for (var i = 10; i < series.Length; i++)
        {
            var before = series.Take(i).Select((value, place) => (value, place < 10));
            if (!SeriesBounds.Of(before, 3.5, 12, _ => 1e9, _ => 0)!.Holds(series[i]))
            {
                anomalies.Add(i);
            }
        }

        Assert.Equal(Enumerable.Range(20, 11), anomalies);
    }

    [Fact]
    public void OnlineNormal_LargeNumbersThatDifferLittle_KeepsTheirDeviation()
    {
        var normal = new OnlineNormal();
        foreach (var value in new[] { 4.0, 7, 13, 16 })
        {
            normal.Add(1e9 + value);
        }

        Assert.Equal((4, 1e9 + 10), (normal.Count, normal.Mean));
        Assert.Equal(Math.Sqrt(22.5), normal.Deviation, 9);
    }

    /// <summary>NannyML's published example: chunks 0 to 9, three population deviations around their mean.</summary>
    [Fact]
    public void Of_NannyMlsChunks_GivesItsThresholds()
    {
        var bounds = SeriesBounds.Of(Enumerable.Range(0, 10).Select(value => ((double)value, true)), 3, 8, _ => 0, _ => 0)!;
        Assert.Equal((-4.11684, 13.11684), (Math.Round(bounds.Low, 5), Math.Round(bounds.High, 5)));
    }

    [Fact]
    public void Of_FewValues_IsRelative_AndAnAnomalyIsNotLearntFrom()
    {
        (double, bool)[] series = [(100, false), (110, false), (1000, false), (90, false)];
        var bounds = SeriesBounds.Of(series, 3, 8, mean => 0.5 * mean, _ => 0)!;
        Assert.Equal((50, 150, 100, null, 3), (bounds.Low, bounds.High, bounds.Mean, bounds.Deviation, bounds.Count));
    }

    [Fact]
    public void Of_WhatIsTrusted_CountsWhateverItIs()
    {
        var bounds = SeriesBounds.Of([(100, false), (1000, true)], 3, 8, mean => 0.5 * mean, _ => 0)!;
        Assert.Equal((550, 2), (bounds.Mean, bounds.Count));
    }

    [Theory]
    [InlineData(7, 10)]
    [InlineData(8, 20)]
    public void Of_AChangeThatLasts_IsANewBeginning(int times, double mean)
    {
        var series = Enumerable.Repeat((10.0, false), 9).Concat(Enumerable.Repeat((20.0, false), times));
        Assert.Equal(mean, SeriesBounds.Of(series, 3, 8, _ => 0, _ => 1)!.Mean);
    }

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Null(SeriesBounds.Of([], 3, 8, _ => 0, _ => 0));

    /// <summary>The generator of the Java class library, as its documentation defines it.</summary>
    private sealed class JavaRandom(long seed)
    {
        private long _state = (seed ^ 0x5DEECE66DL) & ((1L << 48) - 1);
        private double? _next;

        public double NextGaussian()
        {
            if (_next is { } kept)
            {
                _next = null;
                return kept;
            }

            while (true)
            {
                var (one, other) = ((2 * NextDouble()) - 1, (2 * NextDouble()) - 1);
                var square = (one * one) + (other * other);
                if (square is < 1 and not 0)
                {
                    var scale = Math.Sqrt(-2 * Math.Log(square) / square);
                    _next = other * scale;
                    return one * scale;
                }
            }
        }

        private double NextDouble() => (((long)Bits(26) << 27) + Bits(27)) * (1.0 / (1L << 53));

        private int Bits(int bits)
        {
            _state = unchecked((_state * 0x5DEECE66DL) + 0xBL) & ((1L << 48) - 1);
            return (int)(_state >>> (48 - bits));
        }
    }
}
