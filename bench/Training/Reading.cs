using System.Diagnostics;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>Reads a Parquet file into what a training step takes.</summary>
internal static class Reading
{
    private const int Rows = 500_000;
    private const double Goal = 1;

    public static Task MeasureAsync(TrainStage stage)
    {
        var file = File(stage.Folder);
        var options = TrainStage.Read(Recipe.Mlp);
        string[] features = [.. DataSources.Flights.Columns.Select(column => column.Name)];
        List<double> seconds = [];
        for (var round = 0; round <= stage.Options.Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var table = TableReader.Read([file], DataSources.Flights);
            var rows = FeatureEncoding.Fit(table, features, options).Encode(table);
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (rows.Count != Rows)
            {
                throw new InvalidOperationException($"{rows.Count} rows came of {Rows}.");
            }

            if (round > 0)
            {
                seconds.Add(took);
            }
        }

        stage.Report.Add(
            Check.AtMost($"{Rows:N0} rows of Parquet into training tensors", stage.Report.Keep("reading, seconds", seconds), "s", Goal)
        );
        return Task.CompletedTask;
    }

    private static LocalDataFile File(BenchFolder folder)
    {
        var path = Path.Combine(folder.Data, "rows.parquet");
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        // The paths are the bench's own.
#pragma warning disable CA2100
        command.CommandText = $"""
            COPY (SELECT CAST(hour(date) * 60 + minute(date) AS SMALLINT) AS minute_of_day, strftime(date, '%a') AS weekday,
                         CAST(distance AS DOUBLE) AS distance, origin, destination, CAST(delay > 15 AS TINYINT) AS late
                  FROM read_parquet('{DataSources.FlightsFile(folder).Replace("'", "''", StringComparison.Ordinal)}') LIMIT {Rows})
            TO '{path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet)
            """;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return new(path, "rows.parquet", DataFormat.Parquet);
    }
}
