namespace ServerlessML.Contracts.Intake;

/// <summary>The endings of the formats.</summary>
public static class DataFormats
{
    /// <summary>The endings that are read, for people.</summary>
    public const string Known = ".parquet, .csv, .ndjson and .jsonl";

    public static string Extension(this DataFormat format) =>
        format switch
        {
            DataFormat.Parquet => ".parquet",
            DataFormat.Csv => ".csv",
            DataFormat.Ndjson => ".ndjson",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a data format"),
        };

    /// <summary>Finds a file's format by its ending; null when it is none that we read.</summary>
    public static DataFormat? Of(string fileName) =>
        Path.GetExtension(fileName).ToLowerInvariant() switch
        {
            ".parquet" => DataFormat.Parquet,
            ".csv" => DataFormat.Csv,
            ".ndjson" or ".jsonl" => DataFormat.Ndjson,
            _ => null,
        };
}
