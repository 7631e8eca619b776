namespace ServerlessML.Ml.Evaluation;

/// <summary>Equal-width bins of probability.</summary>
public static class Calibration
{
    /// <summary>The bins that have rows.</summary>
    public static IReadOnlyList<CalibrationBin> Bins(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> labels, int bins = 10)
    {
        var (rows, said, came) = (new int[bins], new double[bins], new int[bins]);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Clamp((int)(probabilities[i] * bins), 0, bins - 1);
            rows[bin]++;
            said[bin] += probabilities[i];
            came[bin] += labels[i] ? 1 : 0;
        }

        return
        [
            .. Enumerable
                .Range(0, bins)
                .Where(bin => rows[bin] > 0)
                .Select(bin => new CalibrationBin(
                    (double)bin / bins,
                    (bin + 1.0) / bins,
                    rows[bin],
                    said[bin] / rows[bin],
                    (double)came[bin] / rows[bin]
                )),
        ];
    }
}
