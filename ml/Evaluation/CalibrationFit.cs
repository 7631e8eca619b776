using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Calibration in a number, with 95 % intervals by the variance of the estimating equations (sandwich), which is right also where the model
/// is not.
/// </summary>
internal static class CalibrationFit
{
    private const double Edge = 1e-7;
    private const double Close = 1e-9;
    private const int MostSteps = 100;

    // Where the answers part the outcomes without a row between, every slope fits worse than the next.
    private const double Steepest = 50;

    /// <summary>Null where the rows give the measure no value.</summary>
    public static MeasureScore? Of(LabelledAnswers answers, string measure) =>
        (measure, answers.Task) switch
        {
            (QualityMeasure.ObservedToExpected, _) => ObservedToExpected(answers.Claims()),
            (QualityMeasure.Bias, _) => Bias(answers),
            (_, TaskKind.Binary) => LogisticSlope(answers),
            (_, TaskKind.MultiClass) => SoftmaxSlope(answers),
            _ => LinearSlope(answers),
        };

    // On the logarithm, where a ratio is nearly normal (Debray et al. 2017), with the covariance of both sums.
    private static MeasureScore? ObservedToExpected((float[] Said, bool[] Came) claims)
    {
        var (came, said) = ((double)claims.Came.LongCount(one => one), claims.Said.Sum(one => (double)one));
        if (came == 0 || said == 0)
        {
            return null;
        }

        var error = Math.Sqrt(claims.Said.Zip(claims.Came, (p, is1) => ((is1 ? 1 : 0) / came) - (p / said)).Sum(part => part * part));
        var ratio = came / said;
        return new(ratio, ratio * Math.Exp(-Normal.Z95 * error), ratio * Math.Exp(Normal.Z95 * error));
    }

    private static MeasureScore? Bias(LabelledAnswers answers)
    {
        double[] off = [.. answers.Given.Zip(answers.Values, (given, value) => (double)given - value)];
        var (mean, square) = (off.Average(), off.Average(one => one * one));
        var root = Math.Sqrt(square);
        // By the delta method: the root varies as well.
        return root == 0
            ? null
            : Around(
                mean / root,
                off.Sum(one => Squared(((one - mean) / root) - (mean * ((one * one) - square) / (2 * square * root)))) / Squared(off.Length)
            );
    }

    private static MeasureScore? LinearSlope(LabelledAnswers answers)
    {
        var (x, y) = (answers.Given, answers.Values);
        var (middle, level) = (x.Average(one => (double)one), y.Average(one => (double)one));
        var (squares, products) = (0.0, 0.0);
        for (var row = 0; row < x.Length; row++)
        {
            squares += Squared(x[row] - middle);
            products += (x[row] - middle) * (y[row] - level);
        }

        if (squares == 0)
        {
            return null;
        }

        var slope = products / squares;
        return Around(
            slope,
            x.Zip(y, (said, came) => Squared((said - middle) * (came - level - (slope * (said - middle))))).Sum() / Squared(squares)
        );
    }

    // Newton's method on intercept and slope.
    private static MeasureScore? LogisticSlope(LabelledAnswers answers)
    {
        var x = Array.ConvertAll(answers.Given, said => LogOdds(said));
        var y = Array.ConvertAll(answers.Values, value => value > 0.5f ? 1.0 : 0);
        var (level, slope) = (0.0, 1.0);
        for (var step = 0; step < MostSteps && Math.Abs(slope) < Steepest; step++)
        {
            var (g0, g1, h00, h01, h11, b00, b01, b11) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (var row = 0; row < x.Length; row++)
            {
                var p = 1 / (1 + Math.Exp(-level - (slope * x[row])));
                var (off, weight) = (y[row] - p, p * (1 - p));
                (g0, g1) = (g0 + off, g1 + (off * x[row]));
                (h00, h01, h11) = (h00 + weight, h01 + (weight * x[row]), h11 + (weight * x[row] * x[row]));
                (b00, b01, b11) = (b00 + (off * off), b01 + (off * off * x[row]), b11 + (off * off * x[row] * x[row]));
            }

            var determinant = (h00 * h11) - (h01 * h01);
            // Probabilities that are all alike have no slope.
            if (!(determinant > h00 * h11 * 1e-12))
            {
                return null;
            }

            var (up, steeper) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            if (Math.Abs(up) + Math.Abs(steeper) < Close)
            {
                return Around(slope, ((h01 * h01 * b00) - (2 * h01 * h00 * b01) + (h00 * h00 * b11)) / Squared(determinant));
            }

            var part = Math.Min(1, 2 / Math.Max(Math.Abs(up), Math.Abs(steeper)));
            (level, slope) = (level + (part * up), slope + (part * steeper));
        }

        return null;
    }

    // The inverse of the temperature that fits best (Guo et al. 2017).
    private static MeasureScore? SoftmaxSlope(LabelledAnswers answers)
    {
        var classes = answers.Classes.Count;
        var logs = Array.ConvertAll(answers.Given, said => Math.Log(Math.Max(Edge, said)));
        var slope = 1.0;
        var weights = new double[classes];
        for (var step = 0; step < MostSteps && Math.Abs(slope) < Steepest; step++)
        {
            var (g, h, b) = (0.0, 0.0, 0.0);
            for (var row = 0; row < answers.Rows; row++)
            {
                var said = logs.AsSpan(row * classes, classes);
                var (sum, mean, square) = (0.0, 0.0, 0.0);
                for (var number = 0; number < classes; number++)
                {
                    weights[number] = Math.Exp(slope * said[number]);
                    sum += weights[number];
                }

                for (var number = 0; number < classes; number++)
                {
                    mean += weights[number] / sum * said[number];
                    square += weights[number] / sum * said[number] * said[number];
                }

                var off = said[(int)answers.Values[row]] - mean;
                (g, h, b) = (g + off, h + square - (mean * mean), b + (off * off));
            }

            if (!(h > 0))
            {
                return null;
            }

            var steeper = g / h;
            if (Math.Abs(steeper) < Close)
            {
                return Around(slope, b / Squared(h));
            }

            slope += Math.Clamp(steeper, -2, 2);
        }

        return null;
    }

    private static MeasureScore Around(double value, double variance) =>
        new(value, value - (Normal.Z95 * Math.Sqrt(variance)), value + (Normal.Z95 * Math.Sqrt(variance)));

    private static double LogOdds(double said) => Math.Log(Math.Clamp(said, Edge, 1 - Edge) / (1 - Math.Clamp(said, Edge, 1 - Edge)));

    private static double Squared(double value) => value * value;
}
