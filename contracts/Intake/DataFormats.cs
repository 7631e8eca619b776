namespace ServerlessML.Contracts.Intake;

/// <summary>The endings of the formats.</summary>
public static class DataFormats
{
    /// <summary>The endings that are read, for people.</summary>
    public const string Known = ".parquet, .csv, .tsv, .ndjson, .jsonl and .json (each also with .gz or .zst behind it)";

    public static string Extension(this DataFormat format) =>
        format switch
        {
            DataFormat.Parquet => ".parquet",
            DataFormat.Csv => ".csv",
            DataFormat.Ndjson => ".ndjson",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a data format"),
        };

    /// <summary>
    /// Finds a file's format by its ending, that of a compression left out; null when it is none that we read.
    /// </summary>
    public static DataFormat? Of(string fileName)
    {
        var ending = Path.GetExtension(fileName).ToLowerInvariant();
        return ending switch
        {
            ".gz" or ".gzip" or ".zst" or ".zstd" when Path.GetExtension(Path.GetFileNameWithoutExtension(fileName)).Length > 0 => Of(
                Path.GetFileNameWithoutExtension(fileName)
            ),
            ".parquet" => DataFormat.Parquet,
            ".csv" or ".tsv" => DataFormat.Csv,
            ".ndjson" or ".jsonl" or ".json" => DataFormat.Ndjson,
            _ => null,
        };
    }
}
