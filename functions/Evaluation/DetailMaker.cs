using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Measures what people look at before they sign: curves, intervals, calibration, importance, latency.</summary>
internal sealed class DetailMaker(Table holdout, bool[] labels)
{
    private const int CurvePoints = 120;
    private const int Shuffles = 3;
    private const int LossesOfAModel = 3;

    private static readonly BootstrapSettings Resampling = new() { Resamples = 1000 };

    public EvaluationDetail Make(Scored candidate, Scored? champion, CancellationToken cancellation)
    {
        double[][] figures = [.. Losses(candidate), .. champion is null ? [] : Losses(champion)];
        var intervals = Intervals(champion is null ? figures : [.. figures, Less(figures[0], figures[LossesOfAModel])], cancellation);
        return new()
        {
            Candidate = Model(candidate, [.. intervals.Take(LossesOfAModel)], cancellation),
            Champion = champion is null ? null : Model(champion, [.. intervals.Skip(LossesOfAModel).Take(LossesOfAModel)], cancellation),
            LogLossDifference = champion is null ? null : intervals[^1],
            Disagreement = champion is null ? null : Disagreement(candidate, champion),
            Importance = Importance(candidate, cancellation),
        };
    }

    private ModelDetail Model(Scored scored, MeasuredInterval?[] losses, CancellationToken cancellation)
    {
        var latencies = ScoringLatency.Of(holdout, scored, cancellation);
        return new()
        {
            LogLoss = losses[0],
            Brier = losses[1],
            Accuracy = losses[2],
            AveragePrecision = PrecisionCurve.AveragePrecision(scored.Answers, labels),
            Roc = [.. RocCurve.Points(scored.Answers, labels, CurvePoints).Select(point => new CurvePoint(Rounded(point.FalsePositiveRate), Rounded(point.TruePositiveRate)))],
            Precision = [.. PrecisionCurve.Points(scored.Answers, labels, CurvePoints).Select(point => new CurvePoint(Rounded(point.Recall), Rounded(point.Precision)))],
            Calibration = [.. Calibration.Bins(scored.Answers, labels).Select(bin => new CalibrationPoint(bin.Rows, bin.MeanProbability, bin.PositiveShare))],
            LatencyP50Ms = latencies[latencies.Length / 2],
            LatencyP99Ms = latencies[latencies.Length * 99 / 100],
        };
    }

    /// <summary>Computes the intervals of the figures' means over all rows, from the same resamples for each.</summary>
    private MeasuredInterval?[] Intervals(double[][] figures, CancellationToken cancellation) =>
        [.. Bootstrap.Bca(labels.Length, [.. figures.Select(PairedStatistics.Mean)], Resampling, cancellation).Select(Measured)];

    private double[][] Losses(Scored scored) =>
    [
        LogLosses(scored),
        Each(scored, (p, came) => (p - came) * (p - came)),
        Each(scored, (p, came) => p >= 0.5 == came > 0.5 ? 1 : 0),
    ];

    private static double[] Less(double[] first, double[] second) => [.. first.Zip(second, (a, b) => a - b)];

    private double[] LogLosses(Scored scored) => Each(scored, (p, came) =>
    {
        const double edge = 1e-7;
        return -Math.Log(Math.Clamp(came > 0.5 ? p : 1 - p, edge, 1 - edge));
    });

    private double[] Each(Scored scored, Func<double, double, double> measure) =>
        [.. scored.Answers.Zip(labels, (probability, label) => measure(probability, label ? 1 : 0))];

    private DisagreementScore Disagreement(Scored candidate, Scored champion)
    {
        var test = McNemar.Of(candidate.Answers, champion.Answers, labels);
        return new(test.OnlyFirst, test.OnlySecond, test.PValue);
    }

    private List<ColumnImportance> Importance(Scored scored, CancellationToken cancellation)
    {
        var table = HoldoutSample.Of(holdout);
        var outcomes = labels[..table.RowCount];
        if (outcomes.Distinct().Count() < 2)
        {
            return [];
        }

        using var scorer = ModelScorer.Open(scored.Model, scored.Digest.ToString());
        return [.. PermutationImportance.Of(
            table, scorer.Columns, shuffled => scorer.Score(shuffled, cancellation), probabilities => DeLong.Auc(probabilities, outcomes), Shuffles)
            .Select(importance => new ColumnImportance(importance.Column, importance.Loss, importance.Deviation))];
    }

    private static double Rounded(double value) => Math.Round(value, 5);

    private static MeasuredInterval? Measured(Interval? interval) => interval is null ? null : new(interval.Estimate, interval.Low, interval.High);
}
