using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// What people look at: curves, the classes one by one, what a probability is worth, and what lies between predictions and numbers.
/// </summary>
public static class AnswerDetail
{
    private const int Bins = 20;
    private const int CurvePoints = 120;
    private const int Points = 400;
    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    public static IReadOnlyList<ClassScore> Classes(LabelledAnswers answers)
    {
        var counts = new long[answers.Classes.Count, answers.Classes.Count];
        for (var row = 0; row < answers.Rows; row++)
        {
            counts[(int)answers.Values[row], answers.CalledOf(row)]++;
        }

        var all = Enumerable.Range(0, answers.Classes.Count).ToList();
        return
        [
            .. all.Select(number =>
            {
                var (said, came) = answers.ClaimsOf(number);
                var (right, rows, called) = (
                    counts[number, number],
                    all.Sum(other => counts[number, other]),
                    all.Sum(other => counts[other, number])
                );
                return new ClassScore
                {
                    Class = answers.Classes[number],
                    Rows = rows,
                    Called = [.. all.Select(other => counts[number, other])],
                    Recall = rows > 0 ? (double)right / rows : null,
                    Precision = called > 0 ? (double)right / called : null,
                    F1 = rows + called > 0 ? 2.0 * right / (rows + called) : null,
                    Auc = rows > 0 && rows < answers.Rows ? DeLong.Auc(said, came) : null,
                };
            }),
        ];
    }

    public static IReadOnlyList<CurvePoint> Roc(LabelledAnswers answers)
    {
        var (said, came) = answers.Claims();
        return [.. RocCurve.Points(said, came, CurvePoints).Select(point => Rounded(point.FalsePositiveRate, point.TruePositiveRate))];
    }

    public static IReadOnlyList<CurvePoint> Precision(LabelledAnswers answers)
    {
        var (said, came) = answers.Claims();
        return [.. PrecisionCurve.Points(said, came, CurvePoints).Select(point => Rounded(point.Recall, point.Precision))];
    }

    /// <summary>Gives the curve of the second of two values, or of the likeliest class.</summary>
    public static IReadOnlyList<CalibrationPoint> Calibrated(LabelledAnswers answers)
    {
        var (said, came) = answers.Claims();
        return [.. Calibration.Bins(said, came).Select(bin => new CalibrationPoint(bin.Rows, bin.MeanProbability, bin.PositiveShare))];
    }

    public static ResidualDetail Residuals(LabelledAnswers answers)
    {
        double[] residuals = [.. answers.Given.Zip(answers.Values, (given, value) => (double)given - value).Order()];
        int[] order = [.. Enumerable.Range(0, answers.Rows).OrderBy(row => answers.Given[row])];
        return new()
        {
            Quantiles = [.. Shares.Select(share => Quantile(residuals, share))],
            Bins =
            [
                .. Enumerable
                    .Range(0, Bins)
                    .Select(bin => order[(int)((long)bin * order.Length / Bins)..(int)((bin + 1L) * order.Length / Bins)])
                    .Where(rows => rows.Length > 0)
                    .Select(rows => BinOf(answers, rows)),
            ],
            Points =
            [
                .. Enumerable
                    .Range(0, Math.Min(Points, answers.Rows))
                    .Select(place => (int)((long)place * answers.Rows / Math.Min(Points, answers.Rows)))
                    .Select(row => new PredictedPoint(answers.Given[row], answers.Values[row])),
            ],
        };
    }

    /// <summary>Ascending edges of bins that hold as many of the answers each, as far as ties allow.</summary>
    public static IReadOnlyList<double> Edges(float[] answers, int bins)
    {
        double[] sorted = [.. answers.Select(answer => (double)answer).Order()];
        return [.. Enumerable.Range(1, bins - 1).Select(bin => Quantile(sorted, (double)bin / bins)).Distinct()];
    }

    private static PredictedBin BinOf(LabelledAnswers answers, int[] rows)
    {
        double[] came = [.. rows.Select(row => (double)answers.Values[row]).Order()];
        return new(
            rows.Length,
            rows.Average(row => (double)answers.Given[row]),
            came.Average(),
            Quantile(came, 0.05),
            Quantile(came, 0.95)
        );
    }

    private static CurvePoint Rounded(double x, double y) => new(Math.Round(x, 5), Math.Round(y, 5));

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
