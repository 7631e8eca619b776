using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Holds the rows of all files of a batch against each other, for the expectations that ask for that.</summary>
public static class UniqueRows
{
    public static bool IsAskedFor(IReadOnlyList<Expectation>? expectations) =>
        expectations?.Any(what => ExpectationKind.Named(what.Name).Scope == ExpectationScope.Unique) == true;

    /// <param name="files">Those that have rows.</param>
    /// <param name="contract">What they are read by.</param>
    /// <param name="expectations">The pipeline's.</param>
    /// <param name="engine">Null for the default.</param>
    /// <exception cref="UnreadableFileException">A file cannot be read.</exception>
    public static IReadOnlyList<ExpectationTally> Count(
        IReadOnlyList<LocalDataFile> files,
        DataContract contract,
        IReadOnlyList<Expectation> expectations,
        DataEngine? engine = null
    )
    {
        var unique = expectations.Where(what => ExpectationKind.Named(what.Name).Scope == ExpectationScope.Unique).ToList();
        var names = unique.SelectMany(what => what.Columns).ToHashSet(StringComparer.Ordinal);
        var needed = contract with { Columns = [.. contract.Columns.Where(column => names.Contains(column.Name))] };
        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        SortedDictionary<int, CountedExpectation> counted = [];
        foreach (var file in files)
        {
            var table = ShardTable.Load(session, FileSource.Open(session, file, contract), needed, new());
            session.Run("DELETE FROM shard WHERE malformed");
            _ = ShardWords.Settle(table, needed).Count();
            foreach (var one in ExpectationSql.Of(table, needed, expectations).Where(one => one.Broken is null))
            {
                var cells = string.Join(", ", one.Cells.Select((cell, place) => $"{cell.Value} AS k{place}"));
                var rows = $"SELECT {cells}, {Sql.Literal($"'{file.Name}'")} AS file FROM shard";
                session.Run(counted.ContainsKey(one.Index) ? $"INSERT INTO u{one.Index} {rows}" : $"CREATE TABLE u{one.Index} AS {rows}");
                counted.TryAdd(
                    one.Index,
                    one with
                    {
                        Cells =
                        [
                            .. one.Cells.Select((cell, place) => cell with { Value = $"k{place}", Present = $"k{place} IS NOT NULL" }),
                        ],
                    }
                );
            }

            session.Run("DROP TABLE shard");
        }

        return
        [
            .. counted.Values.Select(one =>
                ExpectationTallies.Repeated(session, one with { Looked = Looked(one) }, $"u{one.Index}", "file")
            ),
        ];
    }

    private static string Looked(CountedExpectation one) =>
        one.What.Ignore switch
        {
            "any_missing" => string.Join(" AND ", one.Cells.Select(cell => cell.HasValue)),
            "never" => "true",
            _ => $"({string.Join(" OR ", one.Cells.Select(cell => cell.HasValue))})",
        };
}
