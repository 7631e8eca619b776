using System.Runtime.InteropServices;

namespace ServerlessML.Tests.Ml;

public sealed class MarginLossTests
{
    private const int Rows = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_TwoClasses_IsTheMeanLogLoss(bool weighted)
    {
        var margins = Drawn(Rows, spread: 8);
        var labels = Array.ConvertAll(Drawn(Rows, spread: 1), value => value > 0 ? 1f : 0f);
        var weights = weighted ? Array.ConvertAll(Drawn(Rows, spread: 1), value => value + 1.5f) : null;
        var losses = margins.Select((margin, row) => -Math.Log(1 / (1 + Math.Exp(labels[row] > 0 ? -margin : (double)margin))));
        Assert.Equal(Mean(losses, weights), Of(TaskKind.Binary, 1, margins, labels, weights), 1e-5);
    }

    [Fact]
    public void Of_ManyClasses_IsTheMeanLogLossOfTheRightOne()
    {
        var margins = Drawn(Rows * 3, spread: 5);
        var labels = Array.ConvertAll(Drawn(Rows, spread: 1), value => value < -0.3f ? 0f
            : value < 0.3f ? 1f
            : 2f);
        var losses = labels.Select(
            (label, row) =>
            {
                var sums = margins.Skip(row * 3).Take(3).Select(sum => Math.Exp(sum)).ToArray();
                return -Math.Log(sums[(int)label] / sums.Sum());
            }
        );
        Assert.Equal(Mean(losses, null), Of(TaskKind.MultiClass, 3, margins, labels, null), 1e-5);
    }

    [Fact]
    public void Of_Numbers_IsTheRootOfTheMeanSquare()
    {
        var (margins, labels) = (Drawn(Rows, spread: 40), Drawn(Rows, spread: 90));
        var squares = margins.Zip(labels, (margin, label) => Math.Pow(margin - (double)label, 2));
        Assert.Equal(Math.Sqrt(squares.Average()), Of(TaskKind.Regression, 1, margins, labels, null), 1e-3);
    }

    [Fact]
    public void Of_HugeNumbers_IsFinite() => Assert.Equal(1e25, Of(TaskKind.Regression, 1, [1e25f], [0], null), 1e19);

    [Theory]
    [InlineData(500f, 1f, 0)]
    [InlineData(500f, 0f, 500)]
    [InlineData(-500f, 1f, 500)]
    [InlineData(float.NaN, 1f, double.NaN)]
    public void Of_TwoClassesFarOut_NeitherOverflowsNorHides(float margin, float label, double expected) =>
        Assert.Equal(expected, Of(TaskKind.Binary, 1, [margin], [label], null), 1e-6);

    private static double Of(TaskKind task, int outputs, float[] margins, float[] labels, float[]? weights)
    {
        var held = GCHandle.Alloc(margins, GCHandleType.Pinned);
        try
        {
            return new MarginLoss(new Head(task, outputs, 0, 1), labels, weights, threads: 2).Of(held.AddrOfPinnedObject());
        }
        finally
        {
            held.Free();
        }
    }

    private static double Mean(IEnumerable<double> losses, float[]? weights) =>
        losses.Select((loss, row) => loss * (weights?[row] ?? 1)).Sum() / (weights?.Sum(weight => (double)weight) ?? Rows);

    private static float[] Drawn(int count, float spread)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 2 * spread)];
    }
}
