namespace ServerlessML.Contracts;

/// <summary>The formats of landed files, told by the file's ending.</summary>
public enum DataFormat
{
    Parquet,
    Csv,
    Ndjson,
}
