using System.Numerics.Tensors;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// The mean loss of rows by the sums of their leaves: log loss of classes, root of the mean squared error of numbers. The library's own
/// evaluation of the same took nearly as long as growing the tree.
/// </summary>
/// <param name="head">What the sums mean.</param>
/// <param name="labels">One a row.</param>
/// <param name="weights">What each row counts; null for one each.</param>
/// <param name="threads">That add up.</param>
internal sealed class MarginLoss(Head head, float[] labels, float[]? weights, int threads)
{
    private const int RowsAtOnce = 8192;

    private readonly double _whole = weights is null ? labels.Length : weights.Sum(weight => (double)weight);

    /// <param name="margins">Row by row, as many a row as the head has outputs; read, and not kept.</param>
    public double Of(nint margins)
    {
        // Added up in the order of the rows, so that threads do not change the figure.
        var sums = new double[(labels.Length + RowsAtOnce - 1) / RowsAtOnce];
        Parallel.For(0, sums.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
            sums[part] = Sum(margins, part * RowsAtOnce)
        );
        var mean = sums.Sum() / _whole;
        return head.Task == TaskKind.Regression ? Math.Sqrt(mean) : mean;
    }

    private unsafe double Sum(nint margins, int first)
    {
        var rows = Math.Min(RowsAtOnce, labels.Length - first);
        var outputs = head.Outputs;
        var sums = new ReadOnlySpan<float>((float*)margins + ((long)first * outputs), rows * outputs);
        var wanted = labels.AsSpan(first, rows);
        var counts = weights is null ? default : weights.AsSpan(first, rows);
        if (head.Task == TaskKind.Regression)
        {
            return SquaresAdded(sums, wanted, counts);
        }

        Span<float> losses = stackalloc float[RowsAtOnce];
        losses = losses[..rows];
        if (head.Task == TaskKind.Binary)
        {
            LogLosses(sums, wanted, losses);
        }
        else
        {
            for (var row = 0; row < rows; row++)
            {
                losses[row] = LogLoss(sums.Slice(row * outputs, outputs), (int)wanted[row]);
            }
        }

        return Added(losses, counts);
    }

    /// <summary>log(1 + exp(m)) - y m, written so that neither end overflows.</summary>
    private static void LogLosses(ReadOnlySpan<float> margins, ReadOnlySpan<float> labels, Span<float> losses)
    {
        TensorPrimitives.Abs(margins, losses);
        TensorPrimitives.Negate(losses, losses);
        TensorPrimitives.Exp(losses, losses);
        TensorPrimitives.Add(losses, 1f, losses);
        TensorPrimitives.Log(losses, losses);
        for (var row = 0; row < losses.Length; row++)
        {
            losses[row] += Math.Max(margins[row], 0) - (margins[row] * labels[row]);
        }
    }

    private static float LogLoss(ReadOnlySpan<float> margins, int label)
    {
        var most = TensorPrimitives.Max(margins);
        var sum = 0f;
        foreach (var margin in margins)
        {
            sum += MathF.Exp(margin - most);
        }

        return MathF.Log(sum) + most - margins[label];
    }

    private static double Added(ReadOnlySpan<float> losses, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var row = 0; row < losses.Length; row++)
        {
            sum += losses[row] * WeightOf(weights, row);
        }

        return sum;
    }

    // Squares of large numbers do not fit a float.
    private static double SquaresAdded(ReadOnlySpan<float> margins, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var off = (double)margins[row] - labels[row];
            sum += off * off * WeightOf(weights, row);
        }

        return sum;
    }

    private static double WeightOf(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];
}
