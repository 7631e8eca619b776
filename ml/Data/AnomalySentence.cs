using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Words what is unlike the accepted batches: one violation a column, the figure that is farthest off first.</summary>
public static class AnomalySentence
{
    private const string Rule = "anomaly";
    private const int MostFigures = 3;

    public static IEnumerable<RuleViolation> Of(
        IReadOnlyList<FigureAnomaly> anomalies,
        LabelDefinition label,
        AnomalyRules rules,
        long rows
    ) =>
        anomalies
            .GroupBy(anomaly => anomaly.Figure == BatchFigures.Label ? label.Name : anomaly.Column)
            .Select(column => Of(column.Key, [.. column.OrderByDescending(Off)], rules, rows));

    private static RuleViolation Of(string? column, IReadOnlyList<FigureAnomaly> same, AnomalyRules rules, long rows)
    {
        // A column that has moved has moved in its mean and in its quantiles: that is said once.
        var told = same.DistinctBy(anomaly => anomaly.Figure is BatchFigures.Mean or ['p', ..] ? BatchFigures.Mean : Told(anomaly))
            .ToList();
        var what = string.Join("; ", told.Take(MostFigures).Select(Words));
        var more = told.Count > MostFigures ? $"; and {told.Count - MostFigures} figures more" : "";
        var batches = same.Max(anomaly => anomaly.Batches);
        var subject = column is null ? "The batch" : $"Column '{ShardTable.Cut(column)}'";
        return new()
        {
            File = BatchRules.WholeBatch,
            Column = column,
            Rule = Rule,
            Count = rows,
            Message =
                $"{subject} is unlike the {(batches == 1 ? "one batch" : $"{batches} batches")} accepted before: {what}{more}. {Advice(rules)}",
            Rejects = rules.Severity == RuleSeverity.Reject,
        };
    }

    private static string Told(FigureAnomaly anomaly) => $"{anomaly.Figure} {anomaly.Column}";

    private static string Words(FigureAnomaly anomaly)
    {
        var (name, percent) = anomaly.Figure switch
        {
            BatchFigures.Rows => ("its number of rows", false),
            BatchFigures.Missing => ("the share of missing values", true),
            BatchFigures.Label => ($"the share of '{ShardTable.Cut(anomaly.Column!)}'", true),
            BatchFigures.Distinct => ("its number of different values", false),
            BatchFigures.Mean => ("its mean", false),
            BatchFigures.Words => ("its mean number of words", false),
            "p50" => ("its median", false),
            var quantile => ($"its {quantile[1..]} % quantile", false),
        };
        string Shows(double value) => percent ? $"{ShownNumber(100 * value)} %" : ShownNumber(value);
        var deviation = anomaly.Deviation is { } known ? $", deviation {Shows(known)}" : "";
        return $"{name} is {Shows(anomaly.Value)}, where {Shows(anomaly.Low)} to {Shows(anomaly.High)} is expected (mean {Shows(anomaly.Mean)}"
            + $"{deviation})";
    }

    private static string ShownNumber(double value) => Shown.Number(Math.Round(value, 6));

    // In half widths of what is expected.
    private static double Off(FigureAnomaly anomaly) =>
        Math.Abs(anomaly.Value - anomaly.Mean) / Math.Max(1e-12, (anomaly.High - anomaly.Low) / 2);

    private static string Advice(AnomalyRules rules) =>
        rules.Severity == RuleSeverity.Reject
            ? "Look at where the rows come from. If they are as they should be, set 'validation.anomalies.severity' to warn."
            : "Look at where the rows come from; nothing is to be done if they are as they should be.";
}
