using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Reads off a batch what its definition leaves open.</summary>
public static class SchemaInference
{
    // A column of few values with many rows each has a domain; of others the next batch has values that this one has not.
    private const int MostValues = 100;
    private const int RowsOfAValue = 10;

    // What a thousand rows have at most, the next thousand exceed: half as far again on either side is as expected.
    private const double Margin = 0.5;

    public static IReadOnlyList<SchemaColumn> Columns(DataContract contract, DatasetProfile profile) =>
        [
            .. contract.Whole.Columns.Select(column =>
                Column(
                    column,
                    contract.Columns.Any(input => input.Name == column.Name),
                    profile.Columns.FirstOrDefault(known => known.Name == column.Name)
                )
            ),
            new()
            {
                Name = contract.Label.Name,
                Type = contract.Label.Type ?? ColumnType.Category,
                Environments = [SchemaColumn.Training],
            },
        ];

    /// <summary>Columns that a batch's files have beyond the definition, in order.</summary>
    public static IReadOnlyList<string> Extra(IEnumerable<RuleViolation> violations) =>
        [
            .. violations
                .Where(violation => violation.Rule == "column-unexpected")
                .Select(violation => violation.Column!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static SchemaColumn Column(ColumnDefinition definition, bool isInput, ColumnProfile? profile)
    {
        var column = new SchemaColumn
        {
            Name = definition.Name,
            Type = definition.Type,
            Environments = isInput ? [SchemaColumn.Training, SchemaColumn.Serving] : [SchemaColumn.Training],
        };
        if (profile is null || profile.Count == profile.Missing)
        {
            return column;
        }

        if (definition.Type == ColumnType.Category)
        {
            return column with { Values = definition.Values.Count > 0 ? null : Domain(profile) };
        }

        // Of a date the next batch is later.
        if (definition.Type is not (ColumnType.Number or ColumnType.Integer) || profile is not { Min: { } min, Max: { } max })
        {
            return column;
        }

        var room = Margin * (max - min);
        return column with
        {
            // That nothing is below zero is no accident of the rows.
            Min =
                definition.Min is not null ? null
                : min >= 0 ? Math.Max(0, min - room)
                : min - room,
            Max =
                definition.Max is not null ? null
                : max <= 0 ? Math.Min(0, max + room)
                : max + room,
        };
    }

    private static IReadOnlyList<string>? Domain(ColumnProfile profile) =>
        profile.OtherCategories == 0
        && profile.Categories.Count is > 0 and <= MostValues
        && profile.Count - profile.Missing >= RowsOfAValue * profile.Categories.Count
            ? [.. profile.Categories.Keys.Order(StringComparer.Ordinal)]
            : null;
}
