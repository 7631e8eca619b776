using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Data;

/// <summary>Holds a batch against the accepted batches before it, figure by figure.</summary>
public static class BatchAnomalies
{
    private const int ShownBefore = 30;

    // A change of less than that is none that matters, however little the batches before differed: a share of rows of 1 percentage point,
    // otherwise 10 % of the mean, or of the column's own deviation.
    private const double LeastShare = 0.01;
    private const double Least = 0.1;
    private const double FewShare = 0.05;

    private const int RowsOfAValue = 10;

    /// <param name="profile">Of the batch.</param>
    /// <param name="earlier">The accepted batches before it, in order, without itself.</param>
    /// <param name="rules">How far from them is as expected.</param>
    public static IReadOnlyList<FigureAnomaly> Between(DatasetProfile profile, IReadOnlyList<AcceptedBatch> earlier, AnomalyRules rules)
    {
        var known = earlier.Where(batch => batch.Figures is not null).ToList();
        if (rules.Severity == RuleSeverity.Off || known.Count == 0)
        {
            return [];
        }

        var figures = BatchFigures.Of(profile);
        foreach (var gone in known.SelectMany(batch => batch.Figures!.Keys).Where(key => IsLabel(key) && HasLabels(figures)).Distinct())
        {
            figures.TryAdd(gone, 0);
        }

        return [.. figures.Select(figure => Judge(figure.Key, figure.Value, known, rules)).OfType<FigureAnomaly>()];
    }

    private static FigureAnomaly? Judge(string key, double value, IReadOnlyList<AcceptedBatch> earlier, AnomalyRules rules)
    {
        var (figure, column) = BatchFigures.Parts(key);
        var series = Series(earlier, key);
        if (figure == BatchFigures.Deviation || series.Count == 0)
        {
            return null;
        }

        // The number of values of which each has few rows goes with the number of rows, and that is told as such.
        if (figure == BatchFigures.Distinct && Average(earlier, BatchFigures.Rows) < RowsOfAValue * series.Average(one => one.Value))
        {
            return null;
        }

        var isShare = figure is BatchFigures.Missing or BatchFigures.Label;
        var isCount = figure is BatchFigures.Rows or BatchFigures.Distinct;
        var scale = isShare || isCount ? 0 : Average(earlier, BatchFigures.Key(BatchFigures.Deviation, column!));
        var bounds = SeriesBounds.Of(
            series,
            rules.Deviations,
            rules.MinBatches,
            mean =>
                isShare ? Math.Max(FewShare, rules.Relative * mean)
                : isCount ? rules.Relative * mean
                : rules.Relative * scale,
            mean =>
                isShare ? LeastShare
                : isCount ? Math.Max(1, Least * mean)
                : Math.Max(Least * scale, 1e-6 * Math.Abs(mean))
        );
        return bounds is null || bounds.Holds(value)
            ? null
            : new()
            {
                Figure = figure,
                Column = column,
                Value = value,
                Low = isShare || isCount ? Math.Max(0, bounds.Low) : bounds.Low,
                High = isShare ? Math.Min(1, bounds.High) : bounds.High,
                Mean = bounds.Mean,
                Deviation = bounds.Deviation,
                Batches = bounds.Count,
                Before = [.. series.TakeLast(ShownBefore).Select(one => one.Value)],
            };
    }

    private static double Average(IReadOnlyList<AcceptedBatch> earlier, string key) =>
        Series(earlier, key).Select(one => one.Value).DefaultIfEmpty().Average();

    // A batch that broke rules is only there because a person wants others compared with it.
    private static List<(double Value, bool IsTrusted)> Series(IReadOnlyList<AcceptedBatch> earlier, string key) =>
        [
            .. earlier
                .Where(batch => batch.Figures!.ContainsKey(key) || (IsLabel(key) && HasLabels(batch.Figures)))
                .Select(batch => (batch.Figures!.GetValueOrDefault(key), batch.Overridden == true)),
        ];

    // A value of the label that does not occur has the share 0.
    private static bool IsLabel(string key) => BatchFigures.Parts(key).Figure == BatchFigures.Label;

    private static bool HasLabels(IReadOnlyDictionary<string, double> figures) => figures.Keys.Any(IsLabel);
}
