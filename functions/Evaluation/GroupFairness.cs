using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Statistics;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>How unlike the groups of a column are treated, at the threshold that rows are called by.</summary>
internal static class GroupFairness
{
    public static FairnessScore Of(Table holdout, string columnName, LabelledAnswers answers)
    {
        var column = holdout.Categories(columnName);
        var counts = new SortedDictionary<string, GroupCounts>(StringComparer.Ordinal);
        for (var row = 0; row < answers.Rows; row++)
        {
            var group = column[row];
            var known = counts.GetValueOrDefault(group) ?? new(group, 0, 0, 0, 0);
            counts[group] = (answers.CalledOf(row) == 1, answers.Values[row] > 0.5f) switch
            {
                (true, true) => known with { TruePositives = known.TruePositives + 1 },
                (true, false) => known with { FalsePositives = known.FalsePositives + 1 },
                (false, false) => known with { TrueNegatives = known.TrueNegatives + 1 },
                (false, true) => known with { FalseNegatives = known.FalseNegatives + 1 },
            };
        }

        var report = Fairness.Of([.. counts.Values]);
        return new()
        {
            Column = columnName,
            ParityDifference = Measured(report.DemographicParityDifference),
            ParityRatio = Measured(report.DemographicParityRatio),
            OddsDifference = Measured(report.EqualizedOddsDifference),
            FalsePositiveDifference = Measured(report.FalsePositiveDifference),
            FalseNegativeDifference = Measured(report.FalseNegativeDifference),
            PrecisionDifference = Measured(report.PrecisionDifference),
            Rates = [.. counts.Values.Select(Rates)],
            Groups = report.Groups,
            TooSmall = report.TooSmall,
        };
    }

    private static GroupRates Rates(GroupCounts group) =>
        new(
            group.Group,
            group.Rows,
            Share(group.Selected, group.Rows),
            Share(group.FalsePositives, group.Negatives),
            Share(group.FalseNegatives, group.Positives),
            Share(group.TruePositives, group.Selected)
        );

    private static MeasuredInterval? Share(long hits, long rows) =>
        rows == 0 ? null : Measured(Fairness.Wilson(hits, rows, 1.959963984540054));

    private static MeasuredInterval? Measured(Interval? interval) =>
        interval is null ? null : new(interval.Estimate, interval.Low, interval.High);
}
