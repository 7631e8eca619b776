using System.Globalization;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>What the cells of a loaded shard may hold. All counts come from one pass over the table.</summary>
internal static class CellRules
{
    // From here on the nearest 32-bit float is infinite.
    private const double BeyondSingle = 3.4028235677973366e38;

    public static IEnumerable<RuleViolation> Check(ShardTable table, DataContract contract, ValidationRules rules, long rows)
    {
        var checks = table
            .Columns.SelectMany(column => ChecksOf(column, rules, rows, table.Source.File.Format == DataFormat.Ndjson))
            .ToList();
        checks.AddRange(table.Split.SelectMany(column => column.Checks()));
        if (table.HasLabel)
        {
            checks.AddRange(LabelChecks(contract.Label, rules, rows));
        }

        if (checks.Count == 0)
        {
            return [];
        }

        var counts = table
            .Session.Rows($"SELECT {string.Join(", ", checks.Select(check => $"count(*) FILTER (WHERE {check.Condition})"))} FROM shard")
            .Select(row => Enumerable.Range(0, checks.Count).Select(index => row.GetInt64(index)).ToList())
            .Single();
        return checks.Zip(counts).Where(pair => pair.Second > pair.First.Allowed).Select(pair => pair.First.Violation(table, pair.Second));
    }

    /// <summary>Rows that repeat an earlier row of the file in every column of the contract.</summary>
    public static long Duplicates(ShardTable table)
    {
        var cells = table.Columns.Select(column => column.IsNumber ? $"{column.Value}, {column.Bad}" : column.Value);
        var all = string.Join(", ", table.HasLabel ? cells.Append("label") : cells);
        return all.Length == 0
            ? 0
            : table.Session.Rows($"SELECT count(*) - count(DISTINCT hash({all})) FROM shard").Select(row => row.GetInt64(0)).Single();
    }

    private static IEnumerable<CellCheck> ChecksOf(ShardColumn column, ValidationRules rules, long rows, bool isJson)
    {
        var definition = column.Definition;
        var name = definition.Name;
        var absent = column.IsNumber ? $"{column.Value} IS NULL AND {column.Bad} IS NULL" : $"{column.Value} IS NULL";
        var text = column.IsNumber ? column.Bad : column.Value;
        var oversize = $"strlen({text}) > {rules.MaxCellBytes}";
        if (column.IsNumber)
        {
            var wanted = definition.Type switch
            {
                ColumnType.Boolean => "true or false (or 1 and 0, yes and no, t and f: one of the pairs)",
                ColumnType.Integer => "a whole number",
                _ => "a number",
            };
            yield return new(
                "type",
                name,
                column.Bad,
                $"{column.Bad} IS NOT NULL AND NOT ({oversize})",
                $"hold something other than {wanted}"
            );
            var outside = Outside(column.Value, definition);
            if (outside.Length > 0)
            {
                yield return new("range", name, column.Value, outside, $"are outside of {Range(definition)}");
            }

            yield return new(
                "float32",
                name,
                column.Value,
                $"abs({column.Value}) >= {Exact(BeyondSingle)}{(outside.Length > 0 ? $" AND NOT ({outside})" : "")}",
                "are beyond 3.4e38 in size, the largest number of 32 bits, which is what a model takes; if they stand for a missing value, "
                    + "list them in 'data.format.missing'"
            );
        }
        else
        {
            // A part of a JSON record comes as its text.
            var isPart = $"left({column.Value}, 1) IN ('{{', '[') AND json_valid({column.Value})";
            if (isJson)
            {
                yield return new(
                    "type",
                    name,
                    column.Value,
                    $"{isPart} AND NOT ({oversize})",
                    $"hold a JSON object or list where a text is expected; name the part that is meant in 'data.format.paths', such as "
                        + $"{{ {name}: {name}.key }}"
                );
            }

            if (definition.Values.Count > 0)
            {
                yield return new(
                    "domain",
                    name,
                    column.Value,
                    $"{column.Value} NOT IN ({Sql.List(definition.Values)}) AND NOT ({oversize})" + (isJson ? $" AND NOT ({isPart})" : ""),
                    $"are none of {Shown.Choice(definition.Values)}"
                );
            }
        }

        yield return new("cell-size", name, text, oversize, $"are longer than {rules.MaxCellBytes} bytes");
        yield return Missing(name, absent, definition.MaxMissing, rows);
        yield return AllMissing(name, absent, rows);
    }

    private static IEnumerable<CellCheck> LabelChecks(LabelDefinition label, ValidationRules rules, long rows)
    {
        var oversize = $"strlen(label) > {rules.MaxCellBytes}";
        yield return label.Task == TaskKind.Regression
            ? new(
                "label-domain",
                label.Name,
                "label",
                $"NOT coalesce(isfinite(TRY_CAST(trim(label) AS FLOAT)), false) AND label IS NOT NULL AND NOT ({oversize})",
                "are no finite number"
            )
            : new(
                "label-domain",
                label.Name,
                "label",
                $"label NOT IN ({Sql.List(label.Values)}) AND NOT ({oversize})",
                $"are none of {Shown.Choice(label.Values)}"
            );
        yield return new("cell-size", label.Name, "label", oversize, $"are longer than {rules.MaxCellBytes} bytes");
        yield return Missing(label.Name, "label IS NULL", 0, rows);
        yield return AllMissing(label.Name, "label IS NULL", rows);
    }

    // A column that is missing altogether is told once, by the rule that says so.
    private static CellCheck Missing(string name, string absent, double share, long rows) =>
        new(
            "missing",
            name,
            null,
            $"({absent}) AND NOT (SELECT bool_and({absent}) FROM shard)",
            $"of {rows} are missing; at most a share of {Shown.Number(share)} is allowed"
        )
        {
            Allowed = (long)Math.Floor(share * rows),
        };

    private static CellCheck AllMissing(string name, string absent, long rows) =>
        new("all-missing", name, null, absent, "are missing: every one") { Allowed = rows - 1 };

    private static string Outside(string value, ColumnDefinition definition) =>
        string.Join(
            " OR ",
            new[]
            {
                definition.Min is { } min ? $"{value} < {Exact(min)}" : null,
                definition.Max is { } max ? $"{value} > {Exact(max)}" : null,
            }.OfType<string>()
        );

    private static string Range(ColumnDefinition definition) =>
        (definition.Min, definition.Max) switch
        {
            ({ } min, { } max) => $"{Shown.Number(min)} to {Shown.Number(max)}",
            ({ } min, null) => $"{Shown.Number(min)} and up",
            (null, { } max) => $"up to {Shown.Number(max)}",
            _ => "any range",
        };

    private static string Exact(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";
}
