using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Which columns the file has, and in which stored types.</summary>
internal static class SchemaRules
{
    public static IEnumerable<RuleViolation> Check(ShardTable table, DataContract contract, SplitSettings split, long rows)
    {
        var source = table.Source;
        foreach (var definition in contract.Columns)
        {
            if (source.Find(definition.Name) is not { } found)
            {
                yield return Missing(source, definition.Name, rows);
            }
            else if (!table.Columns.Any(column => column.Definition == definition))
            {
                var wanted = definition.Type == ColumnType.Category ? "texts" : "numbers";
                yield return WrongType(table, found, $"holds {found.StoredType} where {wanted} are expected", rows);
            }
        }

        if (source.Find(contract.Label.Name) is not { } label)
        {
            yield return Missing(source, contract.Label.Name, rows);
        }
        else if (!table.HasLabel)
        {
            yield return WrongType(table, label, $"holds {label.StoredType} where labels are expected", rows);
        }

        var known = contract.Columns.Select(column => column.Name).Append(contract.Label.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in split.Needed().Where(name => !known.Contains(name) && !table.Split.Any(column => column.Source.Name == name)))
        {
            yield return new()
            {
                File = source.File.Name,
                Column = name,
                Rule = "column-missing",
                Count = rows,
                Message = $"{source.File.Name}: {SplitCells.Lacks(source, name)}",
            };
        }

        known.UnionWith(split.Needed());
        foreach (var column in source.Columns.Where(column => !known.Contains(column.Name)))
        {
            yield return new()
            {
                File = source.File.Name,
                Column = column.Name,
                Rule = "column-unexpected",
                Count = rows,
                Message = $"Column '{ShardTable.Cut(column.Name)}' is not in the pipeline's definition; it is left out.",
                Rejects = false,
            };
        }
    }

    private static RuleViolation Missing(FileSource source, string name, long rows)
    {
        var near = source.Columns.FirstOrDefault(column => column.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        var hint = near is null
            ? $"it has {Shown.Choice(source.Columns.Select(column => column.Name))}"
            : $"it has '{near.Name}', which is another name";
        return new()
        {
            File = source.File.Name,
            Column = name,
            Rule = "column-missing",
            Count = rows,
            Message = $"{source.File.Name} has no column '{name}'; {hint}.",
        };
    }

    private static RuleViolation WrongType(ShardTable table, FileColumn column, string what, long rows) =>
        new()
        {
            File = table.Source.File.Name,
            Column = column.Name,
            Rule = "type",
            Count = rows,
            Examples =
            [
                .. table
                    .Session.Rows(
                        $"""
                        SELECT left(CAST({column.Expression} AS VARCHAR), 90) FROM {table.Source.Lenient}
                        WHERE {column.Expression} IS NOT NULL LIMIT 5
                        """
                    )
                    .Select((row, index) => ShardTable.Cut($"row {index + 1}: {row.GetString(0)}")),
            ],
            Message = $"Column '{column.Name}' {what}.",
        };
}
