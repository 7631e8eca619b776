using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>Measures as figures of weighted rows; not a number where the rows give a measure no value.</summary>
internal static class MeasureFigures
{
    private const int Bins = 10;

    /// <exception cref="ArgumentException">The measure is not known, or has no such figure.</exception>
    public static WeightedStatistic Of(LabelledAnswers answers, string measure) =>
        measure switch
        {
            QualityMeasure.LogLoss or QualityMeasure.Brier or QualityMeasure.Accuracy or QualityMeasure.Cost or QualityMeasure.Mae =>
                PairedStatistics.Mean(answers.Parts(measure)),
            QualityMeasure.Rmse => RootOf(PairedStatistics.Mean(answers.Parts(measure))),
            QualityMeasure.F1 => F1(answers.Called(), Array.ConvertAll(answers.Values, value => (int)value)),
            QualityMeasure.Skill => Skill(answers),
            QualityMeasure.AveragePrecision => PairedStatistics.AveragePrecision(answers.Given, answers.AreOf(1)),
            QualityMeasure.R2 => R2(answers.Parts(QualityMeasure.Rmse), answers.Values),
            QualityMeasure.MedianAbsoluteError => Median(answers.Parts(QualityMeasure.Mae)),
            QualityMeasure.MacroAuc => MacroAuc(answers),
            QualityMeasure.MacroF1 => MacroF1(
                answers.Called(),
                Array.ConvertAll(answers.Values, value => (int)value),
                answers.Classes.Count
            ),
            QualityMeasure.CalibrationError => CalibrationError(answers.Claims()),
            _ when measure.StartsWith(QualityMeasure.RecallOf, StringComparison.Ordinal) => Recall(
                answers,
                measure[QualityMeasure.RecallOf.Length..]
            ),
            _ => throw new ArgumentException($"There is no figure of '{measure}'.", nameof(measure)),
        };

    private static WeightedStatistic RootOf(WeightedStatistic mean) => weights => Math.Sqrt(mean(weights));

    // Against the base rates of the very rows, the best that can be said without looking at a row.
    private static WeightedStatistic Skill(LabelledAnswers answers)
    {
        var (parts, values) = (answers.Parts(QualityMeasure.LogLoss), Array.ConvertAll(answers.Values, value => (int)value));
        return weights =>
        {
            Span<long> counts = stackalloc long[answers.Classes.Count];
            var (loss, rows, entropy) = (0.0, 0L, 0.0);
            for (var row = 0; row < weights.Length; row++)
            {
                loss += weights[row] * parts[row];
                counts[values[row]] += weights[row];
                rows += weights[row];
            }

            foreach (var count in counts)
            {
                entropy -= count == 0 ? 0 : count * Math.Log((double)count / rows);
            }

            return entropy > 0 ? 1 - (loss / entropy) : double.NaN;
        };
    }

    // Over the classes that some rows have and some lack.
    private static WeightedStatistic MacroAuc(LabelledAnswers answers)
    {
        WeightedStatistic[] each =
        [
            .. Enumerable
                .Range(0, answers.Classes.Count)
                .Select(answers.ClaimsOf)
                .Where(claims => claims.Came.Contains(true) && claims.Came.Contains(false))
                .Select(claims => PairedStatistics.Auc(claims.Said, claims.Came)),
        ];
        return weights =>
        {
            var sum = 0.0;
            foreach (var auc in each)
            {
                sum += auc(weights);
            }

            return each.Length == 0 ? double.NaN : sum / each.Length;
        };
    }

    // Not a number where no row is positive or called so.
    private static WeightedStatistic F1(int[] called, int[] values) =>
        weights =>
        {
            var (both, either) = (0L, 0L);
            for (var row = 0; row < weights.Length; row++)
            {
                both += called[row] * values[row] * weights[row];
                either += (called[row] + values[row]) * weights[row];
            }

            return 2.0 * both / either;
        };

    // Over the classes that are there, or are called.
    private static WeightedStatistic MacroF1(int[] called, int[] values, int classes) =>
        weights =>
        {
            Span<long> both = stackalloc long[classes],
                either = stackalloc long[classes];
            for (var row = 0; row < weights.Length; row++)
            {
                both[values[row]] += called[row] == values[row] ? weights[row] : 0;
                either[values[row]] += weights[row];
                either[called[row]] += weights[row];
            }

            var (sum, seen) = (0.0, 0);
            for (var number = 0; number < classes; number++)
            {
                seen += either[number] > 0 ? 1 : 0;
                sum += either[number] > 0 ? 2.0 * both[number] / either[number] : 0;
            }

            return sum / seen;
        };

    private static WeightedStatistic CalibrationError((float[] Said, bool[] Came) claims)
    {
        var bins = Array.ConvertAll(claims.Said, one => Math.Clamp((int)(one * Bins), 0, Bins - 1));
        return weights =>
        {
            Span<double> off = stackalloc double[Bins];
            var rows = 0L;
            for (var row = 0; row < weights.Length; row++)
            {
                off[bins[row]] += weights[row] * (claims.Said[row] - (claims.Came[row] ? 1.0 : 0));
                rows += weights[row];
            }

            var sum = 0.0;
            foreach (var bin in off)
            {
                sum += Math.Abs(bin);
            }

            return sum / rows;
        };
    }

    private static WeightedStatistic Recall(LabelledAnswers answers, string name)
    {
        var number = answers.Classes.ToList().IndexOf(name);
        int[] mine = [.. Enumerable.Range(0, answers.Rows).Where(row => (int)answers.Values[row] == number)];
        var isRight = Array.ConvertAll(mine, row => answers.CalledOf(row) == number);
        return weights =>
        {
            var (right, rows) = (0L, 0L);
            for (var place = 0; place < mine.Length; place++)
            {
                right += isRight[place] ? weights[mine[place]] : 0;
                rows += weights[mine[place]];
            }

            return (double)right / rows;
        };
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
