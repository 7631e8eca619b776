using System.Globalization;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Judges how far a batch has moved from the champion's training data. The size of the move decides; where that data has at most a
/// thousand rows, chance must not explain it either.
/// </summary>
public static class BatchDrift
{
    /// <param name="baseline">The champion's training data.</param>
    /// <param name="current">The batch.</param>
    /// <param name="rules">How far it may move.</param>
    public static IReadOnlyList<ColumnDrift> Between(DatasetProfile baseline, DatasetProfile current, DriftRules rules)
    {
        var findings = DatasetDrift.Between(baseline, current).Columns.ToDictionary(finding => finding.Column, StringComparer.Ordinal);
        return
        [
            .. Drift
                .Between(baseline, current)
                .Select(drift =>
                    // Dates move on by themselves.
                    findings.TryGetValue(drift.Column, out var finding)
                    && Of(current, drift.Column).Type is var type
                    && (type.IsString || ExpectationSql.IsNumber(type))
                        ? Judged(drift, finding, rules)
                        : drift
                ),
        ];
    }

    /// <summary>One violation a column that has moved.</summary>
    public static IEnumerable<RuleViolation> Sentences(
        IReadOnlyList<ColumnDrift> drift,
        DatasetProfile baseline,
        DatasetProfile current,
        DriftRules rules,
        long rows
    ) =>
        drift
            .Where(column => column.Moved == true && rules.Severity != RuleSeverity.Off)
            .Select(column => new RuleViolation
            {
                File = BatchRules.WholeBatch,
                Column = column.Column,
                Rule = "drift",
                Count = rows,
                Message =
                    $"Column '{ShardTable.Cut(column.Column)}' has moved from the champion's training data by {Far(column)}: "
                    + $"{Change(Of(baseline, column.Column), Of(current, column.Column))}. If it has moved in truth, nothing is to be done"
                    + $"{(rules.Severity == RuleSeverity.Reject ? " but to raise its limit in 'validation.drift'" : "")}.",
                Rejects = rules.Severity == RuleSeverity.Reject,
            });

    private static ColumnDrift Judged(ColumnDrift drift, DriftFinding finding, DriftRules rules)
    {
        var limit = rules.LimitOf(drift.Column);
        return drift with
        {
            Measure = finding.EffectMeasure == DriftMeasure.Wasserstein ? "wasserstein" : "jensen-shannon",
            Distance = finding.Effect,
            Limit = limit,
            PValue = finding.PValue,
            Moved = finding.Effect >= limit && finding.PValue is null or < DatasetDrift.Alpha,
        };
    }

    private static string Far(ColumnDrift drift)
    {
        var chance = drift.PValue is { } p ? $"; by chance with p {p.ToString("0.0000", CultureInfo.InvariantCulture)}" : "";
        return drift.Measure == "wasserstein"
            ? $"{Shown.Number(drift.Distance!.Value)} of its deviation (Wasserstein's distance, below {Shown.Number(drift.Limit!.Value)} is "
                + $"none{chance})"
            : $"{Shown.Number(drift.Distance!.Value)} (Jensen and Shannon's distance, below {Shown.Number(drift.Limit!.Value)} is none{chance})";
    }

    // What people can look for: the mean of numbers, the share that has changed most of others.
    private static string Change(ColumnProfile before, ColumnProfile now)
    {
        if (now.Type != ColumnType.Category && before.Count > before.Missing && now.Count > now.Missing)
        {
            var what = now.IsText ? "mean number of words" : "mean";
            return $"its {what} was {Shown.Number(Mean(before))} and is {Shown.Number(Mean(now))}";
        }

        var value = before
            .Categories.Keys.Union(now.Categories.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .MaxBy(known => Math.Abs(Share(before, known) - Share(now, known)));
        return value is null || Math.Abs(Missing(before) - Missing(now)) > Math.Abs(Share(before, value) - Share(now, value))
            ? $"{Percent(Missing(before))} were missing and {Percent(Missing(now))} are"
            : $"'{ShardTable.Cut(value)}' was {Percent(Share(before, value))} and is {Percent(Share(now, value))}";
    }

    private static double Mean(ColumnProfile column) => column.Sum / (column.Count - column.Missing);

    private static double Share(ColumnProfile column, string value) =>
        (double)column.Categories.GetValueOrDefault(value) / Math.Max(1, column.Count);

    private static double Missing(ColumnProfile column) => (double)column.Missing / Math.Max(1, column.Count);

    private static string Percent(double share) => $"{Shown.Number(Math.Round(100 * share, 2))} %";

    private static ColumnProfile Of(DatasetProfile profile, string column) => profile.Columns.First(known => known.Name == column);
}
