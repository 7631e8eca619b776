using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void QuantileMs_ManyLatencies_IsWithinABucketAboveTheTrueOne()
    {
        var random = new Random(7);
        var micros = Enumerable.Range(0, 50_000).Select(_ => Math.Exp(random.NextDouble() * 12)).ToArray();
        var counts = new long[LatencyBuckets.Count];
        foreach (var value in micros)
        {
            counts[LatencyBuckets.Of(TimeSpan.FromMicroseconds(value))]++;
        }

        Array.Sort(micros);
        foreach (var share in (double[])[0.5, 0.9, 0.99, 0.999])
        {
            var exact = micros[(int)Math.Ceiling(micros.Length * share) - 1] / 1000;
            Assert.InRange(LatencyBuckets.QuantileMs(counts, share)!.Value, exact * 0.999, exact * 1.11);
        }
    }

    [Fact]
    public void QuantileMs_NothingCounted_IsNull() => Assert.Null(LatencyBuckets.QuantileMs(new long[LatencyBuckets.Count], 0.5));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1e13, LatencyBuckets.Count - 1)]
    public void Of_OutOfRange_IsTheBucketAtThatEnd(double micros, int bucket) =>
        Assert.Equal(bucket, LatencyBuckets.Of(TimeSpan.FromMicroseconds(micros)));
}
