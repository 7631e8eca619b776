namespace ServerlessML.Ml.Evaluation;

/// <summary>A binary classifier's quality on labelled rows.</summary>
public sealed record Quality
{
    public required int Rows { get; init; }
    public required int Positives { get; init; }
    public required AucEstimate Auc { get; init; }

    /// <summary>Mean negative log likelihood, natural; probabilities are kept 1e-7 away from 0 and 1.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Mean squared distance of probability from outcome.</summary>
    public required double Brier { get; init; }

    /// <summary>At a threshold of one half.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Expected calibration error over ten equal-width bins.</summary>
    public required double CalibrationError { get; init; }

    /// <exception cref="OneClassException">All labels are the same.</exception>
    public static Quality Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> labels)
    {
        const double edge = 1e-7;
        var auc = DeLong.Estimate(probabilities, labels);
        var (loss, squares, right) = (0.0, 0.0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            double p = probabilities[i];
            var kept = Math.Clamp(p, edge, 1 - edge);
            loss -= Math.Log(labels[i] ? kept : 1 - kept);
            var off = p - (labels[i] ? 1 : 0);
            squares += off * off;
            right += p >= 0.5 == labels[i] ? 1 : 0;
        }

        return new Quality
        {
            Rows = labels.Length,
            Positives = labels.Count(true),
            Auc = auc,
            LogLoss = loss / labels.Length,
            Brier = squares / labels.Length,
            Accuracy = (double)right / labels.Length,
            CalibrationError = Calibration.Error(Calibration.Bins(probabilities, labels)),
        };
    }
}
