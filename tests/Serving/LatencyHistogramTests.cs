using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void QuantileMs_ManyLatencies_IsWithinABucketAboveTheTrueOne()
    {
        var random = new Random(7);
        var micros = Enumerable.Range(0, 50_000).Select(_ => Math.Exp(random.NextDouble() * 12)).ToArray();
        var histogram = new LatencyHistogram();
        Parallel.ForEach(micros, value => histogram.Record(TimeSpan.FromMicroseconds(value)));

        Array.Sort(micros);
        foreach (var share in (double[])[0.5, 0.9, 0.99, 0.999])
        {
            var exact = micros[(int)Math.Ceiling(micros.Length * share) - 1] / 1000;
            Assert.InRange(histogram.QuantileMs(share)!.Value, exact * 0.999, exact * 1.11);
        }
    }

    [Fact]
    public void QuantileMs_NothingRecorded_IsNull() => Assert.Null(new LatencyHistogram().QuantileMs(0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e15)]
    public void Record_OutOfRange_FallsIntoTheLastBucketAtThatEnd(double micros)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMicroseconds(micros));
        Assert.NotNull(histogram.QuantileMs(0.99));
    }
}
