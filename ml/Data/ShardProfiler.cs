using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

internal static class ShardProfiler
{
    /// <summary>Categories listed by name; the rest is counted together.</summary>
    public const int MaxCategories = 1000;

    /// <summary>Longer values are counted with the rest: a profile is a small document.</summary>
    public const int MaxCategoryLength = 128;

    /// <returns>The profile, and remarks on values that a model cannot tell apart, or that people may not.</returns>
    public static (DatasetProfile Profile, IReadOnlyList<RuleViolation> Remarks) Profile(ShardTable table, LabelDefinition label, long rows)
    {
        var numbers = table.Columns.Where(column => column.Figure is not null).ToList();
        var tallies = numbers.ConvertAll(column => new NumberTally(column));
        if (numbers.Count > 0)
        {
            foreach (var row in table.Session.Rows($"SELECT {string.Join(", ", numbers.Select(column => column.Figure))} FROM shard"))
            {
                for (var i = 0; i < tallies.Count; i++)
                {
                    if (!row.IsDBNull(i))
                    {
                        tallies[i].Add(row.GetDouble(i));
                    }
                }
            }
        }

        var profile = new DatasetProfile
        {
            Rows = rows,
            Columns =
            [
                .. table.Columns.Select(column =>
                    column.Figure is not null ? tallies[numbers.IndexOf(column)].Profile(rows) : Categories(table, column, rows)
                ),
            ],
            Labels = table.HasLabel ? Labels(table, label) : new SortedDictionary<string, long>(StringComparer.Ordinal),
        };
        var file = table.Source.File.Name;
        return (
            profile,
            [
                .. tallies
                    .Zip(numbers)
                    .Where(pair => pair.First.MayMerge)
                    .Select(pair => pair.First.Merged(file, Values(table, pair.Second)))
                    .OfType<RuleViolation>(),
                .. table
                    .Columns.Where(column => column.Figure is null)
                    .SelectMany(column =>
                        CategoryRemarks.Of(file, column.Definition, profile.Columns[table.Columns.ToList().IndexOf(column)])
                    ),
            ]
        );
    }

    private static IEnumerable<double> Values(ShardTable table, ShardColumn column) =>
        table
            .Session.Rows($"SELECT DISTINCT {column.Figure} FROM shard WHERE {column.Figure} IS NOT NULL ORDER BY 1")
            .Select(row => row.GetDouble(0));

    private static ColumnProfile Categories(ShardTable table, ShardColumn column, long rows)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (
            var row in table.Session.Rows(
                $"""
                SELECT {column.Value}, count(*) FROM shard WHERE length({column.Value}) <= {MaxCategoryLength}
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MaxCategories}
                """
            )
        )
        {
            counts.Add(row.GetString(0), row.GetInt64(1));
        }

        var present = table.Session.Rows($"SELECT count({column.Value}) FROM shard").Select(row => row.GetInt64(0)).Single();
        return new()
        {
            Name = column.Definition.Name,
            Type = column.Definition.Type,
            Count = rows,
            Missing = rows - present,
            Categories = counts,
            OtherCategories = present - counts.Values.Sum(),
        };
    }

    private static SortedDictionary<string, long> Labels(ShardTable table, LabelDefinition label)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (label.Task == TaskKind.Regression)
        {
            return counts;
        }

        foreach (var row in table.Session.Rows($"SELECT label, count(*) FROM shard WHERE label IN ({Sql.List(label.Values)}) GROUP BY 1"))
        {
            counts.Add(row.GetString(0), row.GetInt64(1));
        }

        return counts;
    }
}
