using System.Globalization;
using DuckDB.NET.Data;

namespace ServerlessML.Demo;

/// <summary>Cuts the flights of vega-datasets into months, as Parquet files that a data engineer would drop.</summary>
public sealed class FlightMonths(string source, string directory)
{
    public const string January = "2001-01";
    public const string February = "2001-02";
    public const string March = "2001-03";

    private const string Columns =
        """
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
            command.CommandText =
                $"""
                COPY (SELECT {Columns} FROM read_parquet('{Quoted(source)}')
                      WHERE strftime(date, '%Y-%m') = '{month}' AND day(date) % {files} = {part})
                TO '{Quoted(path)}' (FORMAT parquet)
                """;
            command.ExecuteNonQuery();
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>A CSV shard with three faults: a distance that is no number, no column «destination», labels that are neither 0 nor 1.</summary>
    public string Broken(string month)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, $"{month}-broken")).FullName, "part-broken.csv");
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
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

    /// <summary>Rows of a month as prediction requests: JSON objects without the label.</summary>
    public IReadOnlyList<string> Requests(string month, int rows)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT * FROM (SELECT {Columns} FROM read_parquet('{Quoted(source)}') WHERE strftime(date, '%Y-%m') = '{month}') WHERE minute_of_day % 7 = 0 LIMIT {rows}";
        using var reader = command.ExecuteReader();
        List<string> requests = [];
        while (reader.Read())
        {
            requests.Add(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"rows":[{"minute_of_day":{{reader.GetValue(0)}},"weekday":"{{reader.GetString(1)}}","distance":{{reader.GetDouble(2)}},"origin":"{{reader.GetString(3)}}","destination":"{{reader.GetString(4)}}"}]}"""));
        }

        return requests;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);
}
