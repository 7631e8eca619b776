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
                var wanted = definition.Type switch
                {
                    ColumnType.Category or ColumnType.Text => "texts",
                    ColumnType.Boolean => "true and false",
                    ColumnType.Date or ColumnType.Datetime => "dates",
                    _ => "numbers",
                };
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

        var known = NestedPaths.Wanted(contract).Select(CanonicalText.OfName).ToHashSet(StringComparer.Ordinal);
        foreach (
            var name in split
                .Needed()
                .Where(name => !known.Contains(CanonicalText.OfName(name)) && source.Find(name) is not { IsScalar: true })
        )
        {
            yield return Twice(source, name, rows)
                ?? Lacking(source, name, ", which 'evaluation.split' divides the rows by", SplitCells.Hint(source, name), rows);
        }

        known.UnionWith(split.Needed().Concat(contract.Ignored ?? []).Select(CanonicalText.OfName));
        foreach (
            var column in source.Columns.Where(column => rows > 0 && !column.IsFolder && !known.Contains(CanonicalText.OfName(column.Name)))
        )
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
        && source.Twice(definition.Name) is null
        && Near(source, definition.Name) is null
        && source.Inside(definition.Name) is null;

    /// <summary>What was probably meant by a name that the file does not have.</summary>
    public static string Hint(FileSource source, string name)
    {
        var names = source.Columns.Select(column => column.Name).ToList();
        return Near(source, name) is { } near ? $"it has '{near.Name}', which is another name"
            : source.Inside(name) is { } path ? $"it has '{path}': state 'data.format.paths: {{ {name}: {path} }}'"
            : NearestName.Of(name, names) is { } meant ? $"it has {Shown.Choice(names)}; did you mean '{meant}'?"
            : $"it has {Shown.Choice(names)}";
    }

    // The hint says then what to do.
    private static bool IsGuessed(FileSource source, string name) =>
        Near(source, name) is not null
        || source.Inside(name) is not null
        || NearestName.Of(name, source.Columns.Select(column => column.Name)) is not null;

    private static FileColumn? Near(FileSource source, string name) =>
        source.Columns.FirstOrDefault(column => CanonicalText.OfName(column.Name).Equals(name, StringComparison.OrdinalIgnoreCase));

    private static RuleViolation Missing(FileSource source, string name, long rows) =>
        Twice(source, name, rows) ?? Lacking(source, name, "", Hint(source, name), rows);

    private static RuleViolation? Twice(FileSource source, string name, long rows) =>
        source.Twice(name) is not { } twice
            ? null
            : RuleSentence.Told(
                new()
                {
                    File = source.File.Name,
                    Column = name,
                    Rule = "column-twice",
                    Count = rows,
                    Message = "",
                    Finding = new()
                    {
                        What = twice.What,
                        Detail = twice.Places,
                        Advice = "Rename or remove all but one: nobody can say which is meant.",
                    },
                }
            );

    private static RuleViolation Lacking(FileSource source, string name, string why, string hint, long rows) =>
        RuleSentence.Told(
            new()
            {
                File = source.File.Name,
                Column = name,
                Rule = "column-missing",
                Count = rows,
                Message = "",
                Finding = new()
                {
                    What = $"no column '{ShardTable.Cut(name)}'{why}",
                    Detail = hint,
                    Advice = IsGuessed(source, name) ? null : "Add it to the file, or take it out of the definition.",
                },
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
