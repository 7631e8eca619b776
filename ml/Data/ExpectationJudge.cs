using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Judges a batch by the pipeline's expectations, from what its shards counted.</summary>
internal static class ExpectationJudge
{
    /// <param name="expectations">The pipeline's.</param>
    /// <param name="shards">One report a file.</param>
    /// <param name="profile">The batch's.</param>
    /// <param name="unique">What rows of different files were held against each other for; null where one file has all rows.</param>
    public static IEnumerable<RuleViolation> Check(
        IReadOnlyList<Expectation>? expectations,
        IReadOnlyList<ShardReport> shards,
        DatasetProfile? profile,
        IReadOnlyList<ExpectationTally>? unique
    )
    {
        var rows = shards.Sum(shard => shard.Rows);
        foreach (var (index, what) in (expectations ?? []).Index())
        {
            List<(string File, ExpectationTally Tally)> tallies =
            [
                .. shards.SelectMany(shard =>
                    (shard.Expectations ?? []).Where(tally => tally.Index == index).Select(tally => (shard.File, tally))
                ),
            ];
            var violation = ExpectationKind.Named(what.Name).Scope switch
            {
                ExpectationScope.Table => OfTable(what, rows),
                ExpectationScope.Figure => OfFigure(what, tallies, profile),
                ExpectationScope.Unique when unique?.FirstOrDefault(tally => tally.Index == index) is { } whole => OfRows(
                    what,
                    [(BatchRules.WholeBatch, whole)]
                ),
                _ => OfRows(what, tallies),
            };
            if (violation is not null)
            {
                yield return violation with
                {
                    Rule = what.Name,
                    Rejects = what.Severity == RuleSeverity.Reject,
                };
            }
        }
    }

    private static RuleViolation? OfRows(Expectation what, List<(string File, ExpectationTally Tally)> tallies)
    {
        var (looked, broken) = (tallies.Sum(one => one.Tally.Rows), tallies.Sum(one => one.Tally.Unexpected));
        // A share that is written in decimals is meant as such: with 0.9 of 10, 1 may be otherwise.
        if (broken == 0 || broken <= ((1 - what.Mostly) * looked) + 1e-9)
        {
            return null;
        }

        var share =
            what.Mostly < 1
                ? $", which is {Percent((double)broken / looked)} of {looked}, where at most {Percent(1 - what.Mostly)} may be"
                : "";
        var told = RuleSentence.Merged([
            .. tallies
                .Where(one => one.Tally.Unexpected > 0)
                .Select(one => new RuleViolation
                {
                    File = one.File,
                    Column = what.Columns.Count == 1 ? what.Columns[0] : null,
                    Rule = what.Name,
                    Count = one.Tally.Unexpected,
                    Examples = one.Tally.Examples,
                    Message = "",
                    Finding = new()
                    {
                        What = $"{ExpectationWords.Broken(what)}{share}",
                        Unit = what.Columns.Count == 1 ? "value" : "row",
                        Advice = $"Correct them, or change '{what.Name}'.",
                    },
                }),
        ]);
        return told.Files is null ? told : told with { File = BatchRules.WholeBatch };
    }

    private static RuleViolation? OfTable(Expectation what, long rows)
    {
        var (min, max) = what.Name == ExpectationKind.RowCountEqual ? (what.Total, what.Total) : (what.Min, what.Max);
        return rows < min || rows > max
            ? new()
            {
                File = BatchRules.WholeBatch,
                Rule = what.Name,
                Count = rows,
                Message =
                    $"The batch has {RuleSentence.Number(rows, "row")}, where {ExpectationWords.Range(min, max)} is expected. Land the rows "
                    + $"that belong to it, or change '{what.Name}'.",
            }
            : null;
    }

    private static RuleViolation? OfFigure(Expectation what, List<(string File, ExpectationTally Tally)> tallies, DatasetProfile? profile)
    {
        var parts = tallies.Select(one => one.Tally.Numbers).OfType<ColumnProfile>().Where(part => part.Count > 0).ToList();
        var column =
            parts.Count > 0
                ? ProfileMerge.Merge(parts.Select(part => new DatasetProfile { Rows = part.Count, Columns = [part] })).Columns[0]
                : profile?.Columns.FirstOrDefault(known => known.Name == what.Columns[0]);
        if (column is null || column.Count == column.Missing)
        {
            return null;
        }

        var count = column.Count - column.Missing;
        var mean = column.Sum / count;
        var (name, value) = what.Name switch
        {
            ExpectationKind.Mean => ("mean", mean),
            ExpectationKind.Minimum => ("least value", column.Min!.Value),
            ExpectationKind.Maximum => ("largest value", column.Max!.Value),
            ExpectationKind.Sum => ("sum", column.Sum),
            // Of a sample, as Great Expectations computes it.
            _ => ("standard deviation", Math.Sqrt(Math.Max(0, (column.SumOfSquares - (count * mean * mean)) / Math.Max(1, count - 1)))),
        };
        return ExpectationWords.IsOutside(what, value)
            ? new()
            {
                File = BatchRules.WholeBatch,
                Column = column.Name,
                Rule = what.Name,
                Count = count,
                Message =
                    $"Column '{ShardTable.Cut(column.Name)}' has the {name} {Shown.Number(value)}, where {ExpectationWords.Range(what)} is "
                    + $"expected. Look at where the rows come from, or change '{what.Name}'.",
            }
            : null;
    }

    private static string Percent(double share) => $"{Shown.Number(Math.Round(100 * share, 4))} %";
}
