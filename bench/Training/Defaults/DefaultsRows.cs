using System.Globalization;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Bench.Training.Defaults;

/// <summary>A table's rows, in memory, and their division into those to learn from and those to judge by.</summary>
/// <param name="Name">The table's.</param>
/// <param name="Features">All columns but the label.</param>
/// <param name="Table">All rows.</param>
/// <param name="Target">What is to be predicted of them.</param>
internal sealed record DefaultsRows(string Name, IReadOnlyList<string> Features, Table Table, Target Target)
{
    private const double Judging = 0.25;

    /// <exception cref="DuckDBException">A file is not there, or not what the query takes it for.</exception>
    public static DefaultsRows Read(DefaultsTable table, string vega, string scikitLearn, string data)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        // Queries and folders are the bench's own.
#pragma warning disable CA2100
        command.CommandText = string.Format(CultureInfo.InvariantCulture, table.Query, Quoted(vega), Quoted(scikitLearn), Quoted(data));
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        List<object?[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. names.Select((_, c) => reader.IsDBNull(c) ? null : reader.GetValue(c))]);
        }

        var columns = names
            .Select((name, c) => Column(name, [.. rows.Select(row => row[c])], reader.GetFieldType(c) == typeof(string)))
            .ToList();
        return new(
            table.Name,
            [.. names.Where(name => name != table.Label)],
            new(columns),
            Labelled(table, columns.Single(column => column.Name == table.Label))
        );
    }

    /// <summary>A random quarter judges; another salt draws another.</summary>
    public TrainingData Divide(int salt)
    {
        var order = Enumerable.Range(0, Table.RowCount).ToArray();
#pragma warning disable CA5394 // Chance for statistics, not for secrets.
        new Random(salt).Shuffle(order);
#pragma warning restore CA5394
        var held = (int)(order.Length * Judging);
        return new(Name, Features, Table.Take(order[held..]), Of(order[held..]), Table.Take(order[..held]), Of(order[..held]));

        Target Of(int[] rows) => Target with { Values = [.. rows.Select(row => Target.Values[row])] };
    }

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);

    private static Column Column(string name, object?[] values, bool isText) =>
        isText
            ? CategoryColumn.From(name, values.Select(value => (string?)value))
            : new NumberColumn(
                name,
                [.. values.Select(value => value is null ? float.NaN : Convert.ToSingle(value, CultureInfo.InvariantCulture))]
            );

    private static Target Labelled(DefaultsTable table, Column column)
    {
        if (table.Task == TaskKind.Regression)
        {
            return new()
            {
                Name = table.Label,
                Task = table.Task,
                Values = ((NumberColumn)column).Values,
            };
        }

        var categories = (CategoryColumn)column;
        string[] classes = [.. categories.Dictionary.Order(StringComparer.Ordinal)];
        return new()
        {
            Name = table.Label,
            Task = table.Task,
            Classes = classes,
            Values = [.. categories.Codes.Select(code => (float)Array.IndexOf(classes, categories.Dictionary[code]))],
        };
    }
}
