using System.Globalization;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Expectations as conditions over a shard's table: no text of people's reaches the SQL but quoted.</summary>
public static class ExpectationSql
{
    /// <summary>Whether values are held as numbers: they have an order.</summary>
    public static bool IsOrdered(ColumnType type) => !type.IsString;

    /// <summary>Whether a number is a quantity, of which a mean or a sum says something.</summary>
    public static bool IsNumber(ColumnType type) => type is ColumnType.Number or ColumnType.Integer or ColumnType.Boolean;

    public static bool NeedsNumbers(string name) =>
        name
            is ExpectationKind.Between
                or ExpectationKind.Mean
                or ExpectationKind.Minimum
                or ExpectationKind.Maximum
                or ExpectationKind.Sum
                or ExpectationKind.Deviation
                or ExpectationKind.MulticolumnSum;

    public static bool NeedsOrder(string name) => name == ExpectationKind.PairGreater;

    public static bool NeedsTexts(string name) =>
        name is ExpectationKind.MatchRegex or ExpectationKind.NotMatchRegex or ExpectationKind.Lengths;

    /// <summary>Why the engine that will match it does not take the expression; null when it does.</summary>
    public static string? RegexProblem(string regex)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT regexp_matches('', $1)";
        command.Parameters.Add(new DuckDBParameter(regex));
        try
        {
            command.ExecuteScalar();
            return null;
        }
        catch (DuckDBException failure)
        {
            return failure.Message.Split('\n')[0];
        }
    }

    /// <summary>The expectations that are counted over rows of this table, each with its place in the definition.</summary>
    internal static IReadOnlyList<CountedExpectation> Of(
        ShardTable table,
        DataContract contract,
        IReadOnlyList<Expectation>? expectations
    ) =>
        [
            .. (expectations ?? [])
                .Select((what, index) => Of(what, index, what.Columns.Select(name => CellOf(table, contract, name)).ToList()))
                .OfType<CountedExpectation>(),
        ];

    private static CountedExpectation? Of(Expectation what, int index, List<ExpectedCell?> found)
    {
        // A column that the file lacks is missing in every row; where it has to be there, that is said elsewhere.
        if (found.Count == 0 || found.Contains(null))
        {
            return null;
        }

        var cells = found.OfType<ExpectedCell>().ToList();
        var first = cells[0];
        var values = cells.ConvertAll(cell => cell.Value);
        var present = first.Present;
        var counted = what.Name switch
        {
            ExpectationKind.NotNull => ("true", $"NOT {present}"),
            ExpectationKind.Null => ("true", present),
            ExpectationKind.Between => (first.HasValue, Outside(first.Value, what)),
            ExpectationKind.Lengths => (first.HasValue, Outside($"length({first.Value})", what)),
            ExpectationKind.InSet => (first.HasValue, $"{first.Value} NOT IN ({Set(first, what)})"),
            ExpectationKind.NotInSet => (first.HasValue, $"{first.Value} IN ({Set(first, what)})"),
            ExpectationKind.MatchRegex => (first.HasValue, $"NOT regexp_matches({first.Value}, {Sql.Literal(what.Regex!)})"),
            ExpectationKind.NotMatchRegex => (first.HasValue, $"regexp_matches({first.Value}, {Sql.Literal(what.Regex!)})"),
            ExpectationKind.PairGreater => (
                Looked(cells, what),
                $"NOT coalesce({values[0]} {(what.OrEqual ? ">=" : ">")} {values[1]}, false)"
            ),
            ExpectationKind.PairEqual => (Looked(cells, what), $"{values[0]} IS DISTINCT FROM {values[1]}"),
            ExpectationKind.MulticolumnSum => (Looked(cells, what), $"NOT coalesce({Adds(values, what.Total!.Value)}, false)"),
            ExpectationKind.UniqueWithin => (Looked(cells, what), Repeats(values)),
            ExpectationKind.Unique => (first.HasValue, null),
            ExpectationKind.CompoundUnique => (Looked(cells, what), null),
            _ => ((string Looked, string? Broken)?)null,
        };
        return counted is { } sql ? new(index, what, cells, sql.Looked, sql.Broken) : null;
    }

    private static ExpectedCell? CellOf(ShardTable table, DataContract contract, string name)
    {
        if (name == contract.Label.Name)
        {
            return !table.HasLabel ? null
                : contract.Label.Task == TaskKind.Regression
                    ? new(name, "TRY_CAST(trim(label) AS DOUBLE)", "label IS NOT NULL", IsNumber: true)
                : new(name, "label", "label IS NOT NULL", IsNumber: false);
        }

        return table.Columns.FirstOrDefault(column => column.Definition.Name == name) is not { } column ? null
            : column.IsNumber ? new(name, column.Value, $"({column.Value} IS NOT NULL OR {column.Bad} IS NOT NULL)", IsNumber: true)
            : new(name, column.Value, $"{column.Value} IS NOT NULL", IsNumber: false);
    }

    private static string Looked(List<ExpectedCell> cells, Expectation what) =>
        what.Ignore switch
        {
            "any_missing" => string.Join(" AND ", cells.Select(cell => cell.HasValue)),
            "never" => "true",
            _ => $"({string.Join(" OR ", cells.Select(cell => cell.HasValue))})",
        };

    private static string Outside(string value, Expectation what) =>
        string.Join(
            " OR ",
            new[]
            {
                what.Min is { } min ? $"{value} {(what.StrictMin ? "<=" : "<")} {Exact(min)}" : null,
                what.Max is { } max ? $"{value} {(what.StrictMax ? ">=" : ">")} {Exact(max)}" : null,
            }.OfType<string>()
        )
            is { Length: > 0 } outside
            ? $"({outside})"
            : "false";

    // Sums of decimals are off by their last bits.
    private static string Adds(List<string> values, double total) =>
        $"abs({string.Join(" + ", values)} - {Exact(total)}) <= {Exact(1e-9 * Math.Max(1, Math.Abs(total)))}";

    private static string Repeats(List<string> values) =>
        string.Join(" OR ", values.SelectMany((one, place) => values.Skip(place + 1).Select(other => $"coalesce({one} = {other}, false)")))
            is { Length: > 0 } any
            ? $"({any})"
            : "false";

    private static string Set(ExpectedCell cell, Expectation what) =>
        cell.IsNumber
            ? string.Join(", ", what.Values.Select(value => Exact(double.Parse(value, CultureInfo.InvariantCulture))))
            : Sql.List(what.Values);

    private static string Exact(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";
}
