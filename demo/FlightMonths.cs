using System.Globalization;
using DuckDB.NET.Data;

namespace ServerlessML.Demo;

/// <summary>Cuts the flights of vega-datasets into months, as Parquet files that a data engineer would drop.</summary>
public sealed class FlightMonths(string source, string directory)
{
    public const string January = "2001-01";
    public const string February = "2001-02";
    public const string March = "2001-03";

    private const string Columns = """
        CAST(hour(date) * 60 + minute(date) AS SMALLINT) AS minute_of_day,
        strftime(date, '%a') AS weekday,
        CAST(distance AS DOUBLE) AS distance,
        origin,
        destination,
        CAST(delay > 15 AS TINYINT) AS late
        """;

    /// <summary>A month's rows in several files, cut by days, in the order of the source.</summary>
    public IReadOnlyList<string> Cut(string month, int files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, month)).FullName;
        using var connection = Open();
        List<string> paths = [];
        for (var part = 0; part < files; part++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{part:D3}.parquet"));
            using var command = connection.CreateCommand();
            command.CommandText = $"""
                COPY (SELECT {Columns} FROM read_parquet('{Quoted(source)}')
                      WHERE strftime(date, '%Y-%m') = '{month}' AND day(date) % {files} = {part})
                TO '{Quoted(path)}' (FORMAT parquet)
                """;
            command.ExecuteNonQuery();
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>
    /// A CSV shard with three faults: a distance that is no number, no column «destination», labels that are neither 0 nor 1.
    /// </summary>
    public string Broken(string month)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, $"{month}-broken")).FullName, "part-broken.csv");
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            COPY (SELECT minute_of_day, weekday,
                         CASE WHEN row_number() OVER () % 1000 = 0 THEN 'far' ELSE CAST(distance AS VARCHAR) END AS distance,
                         origin,
                         CASE WHEN row_number() OVER () % 500 = 0 THEN 2 ELSE late END AS late
                  FROM (SELECT {Columns} FROM read_parquet('{Quoted(source)}') WHERE strftime(date, '%Y-%m') = '{month}' LIMIT 50000))
            TO '{Quoted(path)}' (FORMAT csv, HEADER)
            """;
        command.ExecuteNonQuery();
        return path;
    }

    /// <summary>Rows from all over a month as prediction requests, JSON objects without the label, and their labels.</summary>
    public IReadOnlyList<Flight> Flights(string month, int rows)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT {Columns} FROM read_parquet('{Quoted(source)}') WHERE strftime(date, '%Y-%m') = '{month}' ORDER BY "
            + $"hash(date, origin, destination), date, origin, destination LIMIT {rows}";
        using var reader = command.ExecuteReader();
        List<Flight> flights = [];
        while (reader.Read())
        {
            var request = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"rows":[{"minute_of_day":{{reader.GetValue(0)}},"weekday":"{{reader.GetString(1)}}","distance":{{reader.GetDouble(2)}},"origin":"{{reader.GetString(3)}}","destination":"{{reader.GetString(4)}}"}]}"""
            );
            flights.Add(new(request, Convert.ToInt32(reader.GetValue(5), CultureInfo.InvariantCulture) == 1));
        }

        return flights;
    }

    public string First(int rows, string path, string batch) =>
        Written(batch, $"SELECT * FROM read_parquet('{Quoted(path)}') LIMIT {rows}");

    /// <summary>Rows of a file with every label turned over, as a fault in a join upstream would leave them.</summary>
    public string TurnedOver(string path, string batch) =>
        Written(batch, $"SELECT * REPLACE (CAST(1 - late AS TINYINT) AS late) FROM read_parquet('{Quoted(path)}')");

    /// <summary>
    /// Rows of a file in which one weekday's labels are turned over where they are trained on, and right where they are held out. Which is
    /// which is a hash of the row, label included: of each flight that row is kept that falls on its side, if any does.
    /// </summary>
    public string WorseOn(string weekday, string path, string batch, Func<string, IReadOnlyList<bool>> heldOut)
    {
        var right = Written($"{batch}-right", $"SELECT * FROM read_parquet('{Quoted(path)}') WHERE weekday = '{weekday}'");
        var wrong = TurnedOver(right, $"{batch}-wrong");
        return Written(
            batch,
            $"""
            SELECT * FROM read_parquet('{Quoted(path)}') WHERE weekday <> '{weekday}'
            UNION ALL SELECT r.* FROM read_parquet('{Quoted(right)}') r POSITIONAL JOIN read_csv('{Quoted(
                Sides(right, heldOut)
            )}') s WHERE s.held
            UNION ALL SELECT w.* FROM read_parquet('{Quoted(wrong)}') w POSITIONAL JOIN read_csv('{Quoted(
                Sides(wrong, heldOut)
            )}') s WHERE NOT s.held
            """
        );
    }

    private static string Sides(string path, Func<string, IReadOnlyList<bool>> heldOut)
    {
        var sides = $"{path}.csv";
        File.WriteAllLines(sides, heldOut(path).Select(held => held ? "true" : "false").Prepend("held"));
        return sides;
    }

    private string Written(string batch, string select)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, batch)).FullName, "part-000.parquet");
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({select}) TO '{Quoted(path)}' (FORMAT parquet)";
        command.ExecuteNonQuery();
        return path;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);
}
