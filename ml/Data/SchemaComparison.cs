using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Holds a batch against its pipeline's schema, and makes the schema that has it.</summary>
public static class SchemaComparison
{
    private const int ShownValues = 5;

    public static IReadOnlyList<SchemaDifference> Between(
        DataSchema schema,
        DataContract contract,
        DatasetProfile profile,
        IReadOnlyList<string> extra
    )
    {
        var now = SchemaInference.Columns(contract, profile);
        var known = schema.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return
        [
            .. now.SelectMany(column =>
                known.TryGetValue(column.Name, out var before)
                    ? Between(before, column, contract.Whole.Columns.FirstOrDefault(one => one.Name == column.Name), Of(profile, column))
                    : [New(column.Name, "definition and batch have it", "add it")]
            ),
            .. schema
                .Columns.Where(column => now.All(other => other.Name != column.Name))
                .Select(column => new SchemaDifference
                {
                    Kind = SchemaDifferenceKind.MissingColumn,
                    Column = column.Name,
                    Expected = $"a {Word(column.Type)}",
                    Found = "the definition has it no longer",
                    Change = "take it out",
                }),
            .. extra
                .Where(name => !schema.Extra.Contains(name, StringComparer.Ordinal))
                .Select(name => New(name, "the files have it, and the definition does not name it", "know it as one that is left out")),
        ];
    }

    /// <summary>The schema with the columns of a batch as they are there.</summary>
    /// <param name="schema">As it is.</param>
    /// <param name="differences">What is accepted.</param>
    /// <param name="contract">The batch's.</param>
    /// <param name="profile">The batch's.</param>
    public static DataSchema Accepting(
        DataSchema schema,
        IReadOnlyList<SchemaDifference> differences,
        DataContract contract,
        DatasetProfile profile
    )
    {
        var now = SchemaInference.Columns(contract, profile).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var columns = schema.Columns.ToList();
        SortedSet<string> extra = new(schema.Extra, StringComparer.Ordinal);
        foreach (var difference in differences)
        {
            var place = columns.FindIndex(column => column.Name == difference.Column);
            switch (difference.Kind)
            {
                case SchemaDifferenceKind.NewColumn when now.TryGetValue(difference.Column, out var added):
                    columns.Add(added);
                    break;
                case SchemaDifferenceKind.NewColumn:
                    extra.Add(difference.Column);
                    break;
                case SchemaDifferenceKind.MissingColumn:
                    columns.RemoveAt(place);
                    break;
                case SchemaDifferenceKind.Type:
                    columns[place] = now[difference.Column];
                    break;
                case SchemaDifferenceKind.Environments:
                    columns[place] = columns[place] with { Environments = now[difference.Column].Environments };
                    break;
                case SchemaDifferenceKind.NewCategory:
                    columns[place] = columns[place] with { Values = Union(columns[place].Values!, Of(profile, columns[place])!) };
                    break;
                default:
                    var batch = Of(profile, columns[place])!;
                    columns[place] = columns[place] with { Min = Lower(columns[place], batch), Max = Upper(columns[place], batch) };
                    break;
            }
        }

        return schema with
        {
            // In the definition's order, so that the same schema is the same document.
            Columns = [.. columns.OrderBy(column => now.Keys.ToList().IndexOf(column.Name) is >= 0 and var at ? at : int.MaxValue)],
            Extra = [.. extra],
        };
    }

    private static IEnumerable<SchemaDifference> Between(
        SchemaColumn before,
        SchemaColumn now,
        ColumnDefinition? definition,
        ColumnProfile? batch
    )
    {
        if (before.Type != now.Type)
        {
            yield return new()
            {
                Kind = SchemaDifferenceKind.Type,
                Column = now.Name,
                Expected = Word(before.Type),
                Found = Word(now.Type),
                Change = $"make it a {Word(now.Type)}",
            };
            yield break;
        }

        if (!before.Environments.SequenceEqual(now.Environments))
        {
            yield return new()
            {
                Kind = SchemaDifferenceKind.Environments,
                Column = now.Name,
                Expected = string.Join(" and ", before.Environments),
                Found = string.Join(" and ", now.Environments),
                Change = $"have it in {string.Join(" and ", now.Environments)}",
            };
        }

        if (batch is null || definition is null)
        {
            yield break;
        }

        if (before.Values is { } values && definition.Values.Count == 0)
        {
            var added = batch
                .Categories.Where(category => !values.Contains(category.Key, StringComparer.Ordinal))
                .OrderByDescending(category => category.Value)
                .ToList();
            if (added.Count > 0)
            {
                var rows = added.Sum(category => category.Value);
                yield return new()
                {
                    Kind = SchemaDifferenceKind.NewCategory,
                    Column = now.Name,
                    Expected = $"{values.Count} values",
                    Found = $"{added.Count} more in {RuleSentence.Number(rows, "row")} of {batch.Count}, {Named(added)}",
                    Rows = rows,
                    Change = $"add {Named(added)}",
                };
            }
        }

        var lower = definition.Min is null && batch.Min < before.Min;
        var upper = definition.Max is null && batch.Max > before.Max;
        if (lower || upper)
        {
            yield return new()
            {
                Kind = SchemaDifferenceKind.Range,
                Column = now.Name,
                Expected = Range(before.Min, before.Max),
                Found = Range(batch.Min, batch.Max),
                Change = $"widen the range to {Range(Lower(before, batch), Upper(before, batch))}",
            };
        }
    }

    private static SchemaDifference New(string column, string found, string change) =>
        new()
        {
            Kind = SchemaDifferenceKind.NewColumn,
            Column = column,
            Expected = "no such column",
            Found = found,
            Change = change,
        };

    private static ColumnProfile? Of(DatasetProfile profile, SchemaColumn column) =>
        profile.Columns.FirstOrDefault(known => known.Name == column.Name);

    private static double? Lower(SchemaColumn column, ColumnProfile batch) =>
        column.Min is { } min && batch.Min is { } found ? Math.Min(min, found) : column.Min;

    private static double? Upper(SchemaColumn column, ColumnProfile batch) =>
        column.Max is { } max && batch.Max is { } found ? Math.Max(max, found) : column.Max;

    private static IReadOnlyList<string> Union(IReadOnlyList<string> values, ColumnProfile batch) =>
        [.. values.Union(batch.Categories.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Named(List<KeyValuePair<string, long>> values)
    {
        var shown = string.Join(", ", values.Take(ShownValues).Select(value => $"'{ShardTable.Cut(value.Key)}' ({value.Value})"));
        return values.Count > ShownValues ? $"{shown} and {values.Count - ShownValues} more" : shown;
    }

    private static string Range(double? min, double? max) => ExpectationWords.Range(min, max);

    private static string Word(ColumnType type) => type.ToString().ToLowerInvariant();
}
