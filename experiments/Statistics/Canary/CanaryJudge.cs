namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>
/// Judges a canary against a control in the manner of Kayenta: each metric by the interval of its shift, the whole by the share of weight
/// that passed. For one look; nothing here corrects for repeated ones.
/// </summary>
public static class CanaryJudge
{
    public static CanaryVerdict Judge(IReadOnlyList<CanaryMetric> metrics, CanarySettings settings)
    {
        CanaryMetricResult[] results = [.. metrics.Select(metric => Judge(metric, settings))];
        var judged = metrics.Zip(results).Where(pair => pair.Second.Finding != CanaryFinding.NoData).ToList();
        var weight = judged.Sum(pair => pair.First.Weight);
        // A metric that fails critically fails all, even where another critical one has no data.
        if (judged.Exists(pair => pair.First.Critical && pair.Second.Finding != CanaryFinding.Pass))
        {
            return new(CanaryOutcome.Fail, 0, results);
        }

        if (!(weight > 0) || metrics.Zip(results).Any(pair => pair.First.Critical && pair.Second.Finding == CanaryFinding.NoData))
        {
            return new(CanaryOutcome.Inconclusive, null, results);
        }

        var score = 100 * judged.Where(pair => pair.Second.Finding == CanaryFinding.Pass).Sum(pair => pair.First.Weight) / weight;
        var outcome =
            score >= settings.PassScore ? CanaryOutcome.Pass
            : score >= settings.MarginalScore ? CanaryOutcome.Marginal
            : CanaryOutcome.Fail;
        return new(outcome, score, results);
    }

    /// <summary>Values within the factor's interquartile ranges of the quartiles; what is no number is dropped.</summary>
    public static IReadOnlyList<double> WithoutOutliers(IReadOnlyList<double> values, double factor)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            return sorted;
        }

        var (low, high) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        var reach = factor * (high - low);
        return [.. values.Where(value => value >= low - reach && value <= high + reach)];
    }

    private static CanaryMetricResult Judge(CanaryMetric metric, CanarySettings settings)
    {
        var control = WithoutOutliers(metric.Control, settings.OutlierFactor);
        var canary = WithoutOutliers(metric.Canary, settings.OutlierFactor);
        if (MannWhitney.Between(control, canary, metric.Confidence ?? settings.Confidence) is not { } shift)
        {
            return new(metric.Name, CanaryFinding.NoData, null, null);
        }

        var ratio = EffectSize.MeanRatio(control, canary);
        var tolerated = settings.Tolerance * Math.Abs(shift.Shift);
        var finding =
            metric.Direction != CanaryDirection.Decrease && shift.Low > tolerated && !(ratio <= metric.AllowedIncrease) ? CanaryFinding.High
            : metric.Direction != CanaryDirection.Increase && shift.High < -tolerated && !(ratio >= metric.AllowedDecrease)
                ? CanaryFinding.Low
            : CanaryFinding.Pass;
        return new(metric.Name, finding, shift, ratio);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
