using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Counts what a shard's rows say of the pipeline's expectations: one pass for all that look at rows one by one.</summary>
internal static class ExpectationTallies
{
    private const int MostExamples = 5;

    public static IReadOnlyList<ExpectationTally>? Count(ShardTable table, DataContract contract, IReadOnlyList<Expectation>? expectations)
    {
        if (expectations is null or { Count: 0 })
        {
            return null;
        }

        var counted = ExpectationSql.Of(table, contract, expectations);
        var rows = counted.Where(one => one.Broken is not null).ToList();
        var counts = rows.Count == 0 ? [] : Counts(table.Session, rows);
        return
        [
            .. rows.Select(
                (one, place) =>
                    new ExpectationTally
                    {
                        Index = one.Index,
                        Rows = counts[2 * place],
                        Unexpected = counts[(2 * place) + 1],
                        Examples = counts[(2 * place) + 1] == 0 ? [] : Examples(table, one),
                    }
            ),
            .. counted.Where(one => one.Broken is null).Select(one => Repeated(table.Session, one, "shard", null)),
            .. Numbers(table, contract, expectations),
        ];
    }

    /// <summary>Counts rows whose values are there more than once.</summary>
    /// <param name="session">Which has the rows.</param>
    /// <param name="one">What is to be unique.</param>
    /// <param name="table">The rows.</param>
    /// <param name="file">SQL of the file's name; null where all are of one.</param>
    public static ExpectationTally Repeated(DataSession session, CountedExpectation one, string table, string? file)
    {
        var cells = string.Join(", ", one.Cells.Select(cell => cell.Value));
        var looked = session.Rows($"SELECT count(*) FROM {table} WHERE {one.Looked}").Select(row => row.GetInt64(0)).Single();
        var groups =
            $"(SELECT count(*) AS n, {Shown(one)} AS shown, {(file is null ? "''" : $"string_agg(DISTINCT {file}, ', ' ORDER BY {file})")} "
            + $"AS files FROM {table} WHERE {one.Looked} GROUP BY {cells} HAVING count(*) > 1)";
        var repeated = session.Rows($"SELECT coalesce(sum(n), 0)::BIGINT FROM {groups}").Select(row => row.GetInt64(0)).Single();
        return new()
        {
            Index = one.Index,
            Rows = looked,
            Unexpected = repeated,
            Examples =
                repeated == 0
                    ? []
                    :
                    [
                        .. session
                            .Rows($"SELECT shown, n, files FROM {groups} ORDER BY n DESC, shown LIMIT {MostExamples}")
                            .Select(row =>
                                ShardTable.Cut(
                                    $"{row.GetString(0)} ({row.GetInt64(1)} times{(file is null ? "" : $": {row.GetString(2)}")})",
                                    120
                                )
                            ),
                    ],
        };
    }

    private static List<long> Counts(DataSession session, List<CountedExpectation> rows)
    {
        var both = rows.SelectMany(one => new[] { one.Looked, $"{one.Looked} AND {one.Broken}" });
        return session
            .Rows($"SELECT {string.Join(", ", both.Select(condition => $"count(*) FILTER (WHERE {condition})"))} FROM shard")
            .Select(row => Enumerable.Range(0, 2 * rows.Count).Select(index => row.GetInt64(index)).ToList())
            .Single();
    }

    private static IReadOnlyList<string> Examples(ShardTable table, CountedExpectation one)
    {
        // Where nothing is there is nothing to quote.
        var shown = one.What.Name == ExpectationKind.NotNull ? "''" : Shown(one);
        var found = table
            .Session.Rows(
                $"""
                SELECT {shown} AS shown, min(rowid) + 1, count(*) FROM shard WHERE {one.Looked} AND {one.Broken}
                GROUP BY shown ORDER BY 3 DESC, 2 LIMIT {MostExamples}
                """
            )
            .Select(row => (Text: row.GetString(0), Row: row.GetInt64(1), Count: row.GetInt64(2)))
            .ToList();
        var places = table.Source.Places(table.Session, [.. found.Select(value => value.Row)]);
        return
        [
            .. found.Zip(places, (value, place) =>
                ShardTable.Cut(
                    $"{place}{(value.Text.Length == 0 ? "" : $": {value.Text}")}{(value.Count > 1 ? $" ({value.Count} times)" : "")}"
                )
            ),
        ];
    }

    private static string Shown(CountedExpectation one) =>
        one.Cells.Count == 1
            ? $"coalesce({one.Cells[0].Shown}, 'nothing')"
            : string.Join(" || ' and ' || ", one.Cells.Select(cell => $"coalesce({cell.Shown}, 'nothing')"));

    // A profile has the figures of all numbers but the label.
    private static IEnumerable<ExpectationTally> Numbers(ShardTable table, DataContract contract, IReadOnlyList<Expectation> expectations)
    {
        foreach (var (index, what) in expectations.Index())
        {
            if (
                ExpectationKind.Named(what.Name).Scope != ExpectationScope.Figure
                || what.Columns is not [var name]
                || name != contract.Label.Name
                || !table.HasLabel
            )
            {
                continue;
            }

            var (count, sum, squares, min, max) = (0L, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
            foreach (var row in table.Session.Rows("SELECT TRY_CAST(trim(label) AS DOUBLE) FROM shard"))
            {
                if (!row.IsDBNull(0) && double.IsFinite(row.GetDouble(0)))
                {
                    var value = row.GetDouble(0);
                    (count, sum, squares) = (count + 1, sum + value, squares + (value * value));
                    (min, max) = (Math.Min(min, value), Math.Max(max, value));
                }
            }

            yield return new()
            {
                Index = index,
                Rows = count,
                Numbers = new()
                {
                    Name = name,
                    Type = ColumnType.Number,
                    Count = count,
                    Sum = sum,
                    SumOfSquares = squares,
                    Min = count == 0 ? null : min,
                    Max = count == 0 ? null : max,
                    BinCounts = [count],
                },
            };
        }
    }
}
