using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation.Tasks;

/// <summary>What predicted numbers are measured by.</summary>
internal static class NumberFigures
{
    public static IReadOnlyList<TaskFigure> Of(TaskAnswers answers)
    {
        var (squares, off) = (answers.Parts(TaskMeasure.Rmse), answers.Parts(TaskMeasure.Mae));
        var mean = PairedStatistics.Mean(squares);
        return
        [
            new(TaskMeasure.Rmse, weights => Math.Sqrt(mean(weights))),
            new(TaskMeasure.Mae, PairedStatistics.Mean(off)),
            new(TaskMeasure.R2, R2(squares, answers.Values)),
            new(TaskMeasure.MedianAbsoluteError, Median(off)),
        ];
    }

    // Not a number where the rows' labels are all the same: there is no variance to explain.
    private static WeightedStatistic R2(double[] squares, float[] values)
    {
        var middle = values.Length == 0 ? 0 : values.Average(value => (double)value);
        return weights =>
        {
            var (errors, sum, sumOfSquares, rows) = (0.0, 0.0, 0.0, 0L);
            for (var row = 0; row < weights.Length; row++)
            {
                var off = values[row] - middle;
                errors += weights[row] * squares[row];
                sum += weights[row] * off;
                sumOfSquares += weights[row] * off * off;
                rows += weights[row];
            }

            var variance = sumOfSquares - (sum * sum / rows);
            return variance > 0 ? 1 - (errors / variance) : double.NaN;
        };
    }

    private static WeightedStatistic Median(double[] off)
    {
        int[] order = [.. Enumerable.Range(0, off.Length).OrderBy(row => off[row])];
        return weights =>
        {
            var rows = 0L;
            foreach (var weight in weights)
            {
                rows += weight;
            }

            // With an even number of rows, the middle of the two in the middle.
            return (At((rows - 1) / 2, weights) + At(rows / 2, weights)) / 2;
        };

        double At(long place, ReadOnlySpan<int> weights)
        {
            var below = 0L;
            foreach (var row in order)
            {
                below += weights[row];
                if (below > place)
                {
                    return off[row];
                }
            }

            return double.NaN;
        }
    }
}
