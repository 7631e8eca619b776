using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
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
                if (IsUnwritten(source, definition))
                {
                    continue;
                }

                yield return Missing(source, definition.Name, rows);
            }
            // Without rows a writer knows no type, and text is what it falls back to.
            else if (!table.Columns.Any(column => column.Definition == definition) && (rows > 0 || found.StoredType != "VARCHAR"))
            {
                var wanted = definition.Type == ColumnType.Category ? "texts" : "numbers";
                yield return WrongType(table, found, $"{found.StoredType}", $"where {wanted} are expected", rows);
            }
        }

        if (source.Find(contract.Label.Name) is not { } label)
        {
            yield return Missing(source, contract.Label.Name, rows);
        }
        else if (!table.HasLabel)
        {
            yield return WrongType(table, label, $"{label.StoredType}", "where labels are expected", rows);
        }

        var known = contract.Columns.Select(column => column.Name).Append(contract.Label.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in split.Needed().Where(name => !known.Contains(name) && !table.Split.Any(column => column.Source.Name == name)))
        {
            yield return Lacking(source, name, ", which 'evaluation.split' divides the rows by", SplitCells.Hint(source, name), rows);
        }

        known.UnionWith(split.Needed());
        foreach (var column in source.Columns.Where(column => rows > 0 && !known.Contains(column.Name)))
        {
            yield return RuleSentence.Told(
                new()
                {
                    File = source.File.Name,
                    Column = column.Name,
                    Rule = "column-unexpected",
                    Count = rows,
                    Message = "",
                    Rejects = false,
                    Finding = new()
                    {
                        What = $"a column '{ShardTable.Cut(column.Name)}' that is not in the definition",
                        Advice = "It is left out.",
                    },
                }
            );
        }
    }

    /// <summary>
    /// Whether a column is missing in each row rather than lacking: writers of JSON leave out what is null, and it may be missing.
    /// </summary>
    public static bool IsUnwritten(FileSource source, ColumnDefinition definition) =>
        source.File.Format == DataFormat.Ndjson
        && definition.MaxMissing > 0
        && source.Find(definition.Name) is null
        && Near(source, definition.Name) is null;

    private static FileColumn? Near(FileSource source, string name) =>
        source.Columns.FirstOrDefault(column => column.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    private static RuleViolation Missing(FileSource source, string name, long rows)
    {
        var near = Near(source, name);
        var hint = near is null
            ? $"it has {Shown.Choice(source.Columns.Select(column => column.Name))}"
            : $"it has '{near.Name}', which is another name";
        return Lacking(source, name, "", hint, rows);
    }

    private static RuleViolation Lacking(FileSource source, string name, string why, string hint, long rows) =>
        RuleSentence.Told(
            new()
            {
                File = source.File.Name,
                Column = name,
                Rule = "column-missing",
                Count = rows,
                Message = "",
                Finding = new() { What = $"no column '{ShardTable.Cut(name)}'{why}", Detail = hint },
            }
        );

    private static RuleViolation WrongType(ShardTable table, FileColumn column, string stored, string wanted, long rows) =>
        RuleSentence.Told(
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
                            SELECT place, shown FROM (
                                SELECT row_number() OVER () AS place, left(CAST({column.Expression} AS VARCHAR), 90) AS shown
                                FROM {table.Source.Lenient}
                            ) WHERE shown IS NOT NULL ORDER BY place LIMIT 5
                            """
                        )
                        .Select(row => ShardTable.Cut($"row {row.GetInt64(0)}: '{row.GetString(1)}'")),
                ],
                Message = "",
                Finding = new()
                {
                    What = $"{stored} in column '{ShardTable.Cut(column.Name)}', {wanted}",
                    Advice = "Write it so, or make it another type in the definition.",
                },
            }
        );
}
