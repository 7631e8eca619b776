using System.Globalization;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>What the cells of a loaded shard may hold. All counts come from one pass over the table.</summary>
internal static class CellRules
{
    // From here on the nearest 32-bit float is infinite.
    internal const double BeyondSingle = 3.4028235677973366e38;

    /// <param name="table">The shard's.</param>
    /// <param name="contract">What it is held to.</param>
    /// <param name="rules">What cells may be.</param>
    /// <param name="now">The time after which dates are in the future.</param>
    /// <returns>What single values break, and how many are missing by column: how many may be is for the batch to say.</returns>
    public static (IReadOnlyList<RuleViolation> Broken, SortedDictionary<string, long> Missing) Check(
        ShardTable table,
        DataContract contract,
        ValidationRules rules,
        DateTimeOffset now
    )
    {
        var checks = table
            .Columns.SelectMany(column => ChecksOf(column, rules, table.Source.File.Format == DataFormat.Ndjson, now))
            .ToList();
        checks.AddRange(table.Split.SelectMany(column => column.Checks()));
        if (table.HasLabel)
        {
            checks.AddRange(LabelChecks(contract.Label, rules));
        }

        // A column that is an input and divides the rows is there twice: what the split misses, the input misses.
        var absent = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (name, condition) in table
                .Columns.Select(column => (column.Definition.Name, Absent(column)))
                .Concat(table.HasLabel ? [(contract.Label.Name, "label IS NULL")] : [])
                .Concat(table.Split.Select(column => (column.Source.Name, column.Absent)))
        )
        {
            absent[name] = condition;
        }

        var missing = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (checks.Count + absent.Count == 0)
        {
            return ([], missing);
        }

        var conditions = checks.Select(check => check.Condition).Concat(absent.Values);
        var counts = table
            .Session.Rows($"SELECT {string.Join(", ", conditions.Select(condition => $"count(*) FILTER (WHERE {condition})"))} FROM shard")
            .Select(row => Enumerable.Range(0, checks.Count + absent.Count).Select(index => row.GetInt64(index)).ToList())
            .Single();
        foreach (var (name, count) in absent.Keys.Zip(counts.Skip(checks.Count)))
        {
            missing[name] = count;
        }

        return ([.. checks.Zip(counts).Where(pair => pair.Second > 0).Select(pair => pair.First.Violation(table, pair.Second))], missing);
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

    private static string Absent(ShardColumn column) =>
        column.IsNumber ? $"{column.Value} IS NULL AND {column.Bad} IS NULL" : $"{column.Value} IS NULL";

    private static IEnumerable<CellCheck> ChecksOf(ShardColumn column, ValidationRules rules, bool isJson, DateTimeOffset now)
    {
        var definition = column.Definition;
        var name = definition.Name;
        var text = column.IsNumber ? column.Bad : column.Value;
        var oversize = $"strlen({text}) > {rules.MaxCellBytes}";
        if (column.IsNumber)
        {
            var wanted = definition.Type switch
            {
                ColumnType.Boolean => "true or false",
                ColumnType.Integer => "a whole number",
                ColumnType.Date or ColumnType.Datetime => Written(definition),
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
                var shown = definition.IsDate ? DateCells.Shown(column.Value, definition.IsDay) : column.Value;
                yield return new("range", name, shown, outside, $"are outside of {Range(definition)}");
            }

            if (definition.Date?.UntilNow == true)
            {
                yield return new(
                    "future",
                    name,
                    DateCells.Shown(column.Value, definition.IsDay),
                    $"{column.Value} > {CanonicalTime.Minutes(now.UtcDateTime)}",
                    "are in the future, at the time of this check"
                );
            }

            if (!definition.IsDate)
            {
                yield return new(
                    "float32",
                    name,
                    column.Value,
                    $"abs({column.Value}) >= {Exact(BeyondSingle)}{(outside.Length > 0 ? $" AND NOT ({outside})" : "")}",
                    "are beyond 3.4e38 in size, the largest number of 32 bits, which is what a model takes"
                );
            }
        }
        else
        {
            // A part of a JSON record comes as its text.
            var isPart = isJson ? $"(left({column.Value}, 1) IN ('{{', '[') AND json_valid({column.Value}))" : "false";
            if (isJson)
            {
                yield return new(
                    "type",
                    name,
                    column.Value,
                    $"{isPart} AND NOT ({oversize})",
                    $"{CellCheck.Part} where a text is expected"
                );
            }

            if (definition.Values.Count > 0)
            {
                yield return new(
                    "domain",
                    name,
                    column.Value,
                    $"{column.Value} NOT IN ({Sql.List(definition.Values)}) AND NOT ({oversize}) AND NOT {isPart}",
                    $"are none of {Shown.Choice(definition.Values)}"
                );
            }
        }

        yield return new("cell-size", name, text, oversize, $"are longer than {rules.MaxCellBytes} bytes");
    }

    private static IEnumerable<CellCheck> LabelChecks(LabelDefinition label, ValidationRules rules)
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
    }

    private static string Outside(string value, ColumnDefinition definition) =>
        string.Join(
            " OR ",
            new[]
            {
                definition.Min is { } min ? $"{value} < {Exact(min)}" : null,
                definition.Max is { } max ? $"{value} > {Exact(max)}" : null,
            }.OfType<string>()
        );

    private static string Range(ColumnDefinition definition)
    {
        string Bound(double value) => definition.IsDate ? CanonicalTime.Text(value, definition.IsDay) : Shown.Number(value);
        return (definition.Min, definition.Max) switch
        {
            ({ } min, { } max) => $"{Bound(min)} to {Bound(max)}",
            ({ } min, null) => $"{Bound(min)} and up",
            (null, { } max) => $"up to {Bound(max)}",
            _ => "any range",
        };
    }

    private static string Written(ColumnDefinition definition) =>
        definition.Date?.Format is not { } format
            ? definition.IsDay
                ? "a date (2026-01-31)"
                : "a date (2026-01-31T23:59)"
            : CanonicalTime.IsNumber(format)
                ? $"a date in {format}"
                : $"a date written {format}";

    private static string Exact(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";
}
