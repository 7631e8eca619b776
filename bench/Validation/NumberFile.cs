using System.Globalization;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Bench.Validation;

/// <summary>A CSV file of 28 columns of numbers and a label: lengths, counts, prices, shares, some of them missing.</summary>
internal static class NumberFile
{
    public const int Columns = 28;

    public static DataContract Contract { get; } =
        new()
        {
            Columns =
            [
                .. Enumerable
                    .Range(0, Columns)
                    .Select(number => new ColumnDefinition
                    {
                        Name = $"x{number}",
                        Type = ColumnType.Number,
                        MaxMissing = 0.1,
                    }),
            ],
            Label = new() { Name = "label", Values = ["0", "1"] },
        };

    public static string Write(string folder, int rows)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"numbers-{rows}.csv"));
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        // The texts are the bench's own.
#pragma warning disable CA2100
        command.CommandText = $"""
            COPY (SELECT {string.Join(
                ", ",
                Enumerable.Range(0, Columns).Select(Cell)
            )}, (hash(i) % 2)::INTEGER AS label FROM range({rows}) r(i))
            TO '{path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT csv, HEADER)
            """;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return path;
    }

    private static string Cell(int number)
    {
        var share = $"((hash(i, {number}) % 1000000007)::DOUBLE / 1000000007)";
        var value = (number % 4) switch
        {
            0 => $"round(1000 * {share}, 3)",
            1 => $"floor(90 * {share})::INTEGER",
            2 => $"round(exp(8 * {share}), 2)",
            _ => $"round(ln(1 / (1 - {share} * 0.999)) - 1, 6)",
        };
        return $"CASE WHEN hash(i, {number}, 7) % 50 = 0 AND {number} % 5 = 0 THEN NULL ELSE {value} END AS x{number}";
    }
}
