namespace ServerlessML.Contracts.Pipelines;

/// <summary>What a definition says of how its files are written; null is told from each file (docs/reference/formats.md).</summary>
public sealed record FormatSettings
{
    /// <summary>CSV: the character between cells.</summary>
    public string? Delimiter { get; init; }

    /// <summary>CSV: the character around cells; empty for none.</summary>
    public string? Quote { get; init; }

    /// <summary>CSV: the character before a quote that belongs to the cell.</summary>
    public string? Escape { get; init; }

    /// <summary>The decimal mark of numbers that are texts.</summary>
    public string? Decimal { get; init; }

    /// <summary>The mark between thousands of numbers that are texts.</summary>
    public string? Thousands { get; init; }

    /// <summary>Texts, or numbers, that stand for a missing value.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>CSV and JSON: the name of the encoding, as the IANA knows it.</summary>
    public string? Encoding { get; init; }

    /// <summary>CSV: lines that begin with it are none of the table's.</summary>
    public string? Comment { get; init; }

    /// <summary>CSV: the columns' names, of files that have no header line.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>JSON objects and Parquet structs: where a column is, such as <c>place.zone</c>, by the column's name.</summary>
    public IReadOnlyDictionary<string, string>? Paths { get; init; }

    /// <summary>False: folders such as <c>zone=west</c> are no columns.</summary>
    public bool? Partitions { get; init; }
}
