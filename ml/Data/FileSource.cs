using DuckDB.NET.Data;
using ServerlessML.Contracts.Intake;

namespace ServerlessML.Ml.Data;

/// <summary>How one file is read: its columns, and a FROM clause whose rows come in file order.</summary>
internal sealed record FileSource
{
    public required LocalDataFile File { get; init; }
    public required IReadOnlyList<FileColumn> Columns { get; init; }

    /// <summary>Fails on the first malformed record.</summary>
    public required string Strict { get; init; }

    /// <summary>Goes on behind malformed records.</summary>
    public required string Lenient { get; init; }

    /// <summary>SQL condition of a record that <see cref="Lenient"/> gives although it is malformed.</summary>
    public string Malformed { get; init; } = "false";

    /// <summary>
    /// Finds the lines on which rows begin, both counted from 1, given the positions of those that the reader went past; null where
    /// rows are what people count.
    /// </summary>
    public Func<IReadOnlyList<long>, IReadOnlyCollection<long>, IReadOnlyList<long>>? LinesOf { get; init; }

    /// <summary>Where people find the rows of what <see cref="Lenient"/> has given, counted from 1.</summary>
    public IReadOnlyList<string> Places(DataSession session, IReadOnlyList<long> rows) =>
        LinesOf is { } find
            ?
            [
                .. find(rows, session.Rows("SELECT DISTINCT line_byte_position FROM reject_errors").Select(row => row.GetInt64(0)).ToList())
                    .Select(line => $"line {line}"),
            ]
            : [.. rows.Select(row => $"row {row}")];

    /// <exception cref="UnreadableFileException">The file is not of its format, or empty where the format allows no such thing.</exception>
    public static FileSource Open(DataSession session, LocalDataFile file)
    {
        try
        {
            return file.Format switch
            {
                DataFormat.Csv => CsvSource.Open(file),
                DataFormat.Ndjson => NdjsonSource.Open(session, file),
                DataFormat.Parquet => ParquetSource.Open(session, file),
                _ => throw new ArgumentOutOfRangeException(nameof(file), file.Format, "An unknown data format."),
            };
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(file, failure);
        }
    }

    public FileColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
