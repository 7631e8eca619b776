namespace ServerlessML.Ml.Evaluation;

/// <summary>The quality of predicted numbers, in the label's units.</summary>
public sealed record RegressionQuality
{
    public required int Rows { get; init; }

    /// <summary>Root of the mean squared error.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean absolute error.</summary>
    public required double Mae { get; init; }

    /// <summary>Share of the variance that is explained; 0 where the rows have none. Below 0, the rows' mean would do better.</summary>
    public required double R2 { get; init; }

    public static RegressionQuality Of(float[] answers, float[] values)
    {
        var mean = values.Average(value => (double)value);
        var (squares, off, variance) = (0.0, 0.0, 0.0);
        for (var row = 0; row < values.Length; row++)
        {
            var error = (double)answers[row] - values[row];
            squares += error * error;
            off += Math.Abs(error);
            variance += (values[row] - mean) * (values[row] - mean);
        }

        return new()
        {
            Rows = values.Length,
            Rmse = Math.Sqrt(squares / values.Length),
            Mae = off / values.Length,
            R2 = variance > 0 ? 1 - squares / variance : 0,
        };
    }
}
