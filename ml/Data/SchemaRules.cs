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
                yield return Absent(source, definition.Name, rows);
            }
            else if (!table.Columns.Any(column => column.Definition == definition))
            {
                var wanted = definition.Type switch
                {
                    ColumnType.Category => "texts",
                    ColumnType.Boolean => "true or false",
                    _ => "numbers",
                };
                yield return WrongType(table, found, $"holds {found.StoredType} where {wanted} are expected", rows);
            }
        }

        if (source.Find(contract.Label.Name) is not { } label)
        {
            yield return Absent(source, contract.Label.Name, rows);
        }
        else if (!table.HasLabel)
        {
            yield return WrongType(table, label, $"holds {label.StoredType} where labels are expected", rows);
        }

        var known = contract
            .Columns.Select(column => column.Name)
            .Append(contract.Label.Name)
            .Select(CanonicalText.OfName)
            .ToHashSet(StringComparer.Ordinal);
        foreach (
            var name in split
                .Needed()
                .Where(name => !known.Contains(CanonicalText.OfName(name)) && source.Find(name) is not { IsScalar: true })
        )
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

        known.UnionWith(split.Needed().Select(CanonicalText.OfName));
        foreach (var column in source.Columns.Where(column => !column.IsFolder && !known.Contains(CanonicalText.OfName(column.Name))))
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

    private static RuleViolation Absent(FileSource source, string name, long rows)
    {
        var twice = source.Twice(name);
        return new()
        {
            File = source.File.Name,
            Column = name,
            Rule = twice is null ? "column-missing" : "column-twice",
            Count = rows,
            Message = twice is null
                ? $"{source.File.Name} has no column '{name}'; {Hint(source, name)}."
                : $"{source.File.Name} cannot say which column '{name}' is meant: {twice}.",
        };
    }

    /// <summary>What was probably meant by a name that the file does not have.</summary>
    public static string Hint(FileSource source, string name)
    {
        var names = source.Columns.Select(column => column.Name).ToList();
        return names.Find(other => CanonicalText.OfName(other).Equals(name, StringComparison.OrdinalIgnoreCase)) is { } near
                ? $"it has '{near}', which is another name"
            : source.Inside(name) is { } path ? $"it has '{path}': state 'data.format.paths: {{ {name}: {path} }}'"
            : NearestName.Of(name, names) is { } meant ? $"did you mean '{meant}'? It has {Shown.Choice(names)}"
            : $"it has {Shown.Choice(names)}";
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
