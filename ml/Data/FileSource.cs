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

    /// <summary>
    /// The rows of <see cref="Strict"/>, with the named expressions of <see cref="Columns"/> as numbers, which fails where a cell is
    /// none; null where numbers are not all written plainly.
    /// </summary>
    public Func<IReadOnlySet<string>, string>? Typed { get; init; }

    /// <summary>SQL condition of a record that <see cref="Lenient"/> gives although it is malformed.</summary>
    public string Malformed { get; init; } = "false";

    /// <summary>What was told from the file and is not the format's plain form, as ends of the sentence «It was read …».</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where a column of that name is within others, such as <c>place.zone</c>; null where nobody knows.</summary>
    public Func<string, string?> Inside { get; init; } = _ => null;

    /// <summary>Whether the file itself has a column; folders may give others.</summary>
    public bool HasOwnColumns => Columns.Any(column => !column.IsFolder);

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

    /// <summary>
    /// Opens a file for validation and training alike, so that they cannot disagree: what it gives depends on nothing but the file, its
    /// name and the contract.
    /// </summary>
    /// <exception cref="UnreadableFileException">The file is not of its format, or empty where the format allows no such thing.</exception>
    public static FileSource Open(DataSession session, LocalDataFile named, DataContract? contract = null)
    {
        var plain = session.Plain(named);
        var file = plain.File;
        try
        {
            var source = file.Format switch
            {
                DataFormat.Csv => CsvSource.Open(session, plain, contract),
                DataFormat.Ndjson => NdjsonSource.Open(session, file, contract),
                DataFormat.Parquet => ParquetSource.Open(session, file, contract),
                _ => throw new ArgumentOutOfRangeException(nameof(named), file.Format, "An unknown data format."),
            };
            var format = contract?.Format;
            source = format?.Partitions == false ? source : source with { Columns = PartitionFolders.Beside(source.Columns, file.Name) };
            return source with
            {
                Columns = format?.Missing is { Count: > 0 } missing
                    ? [.. source.Columns.Select(column => column.Without(missing))]
                    : source.Columns,
                Notes = [.. plain.Notes, .. source.Notes],
            };
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(file, failure);
        }
    }

    /// <summary>The column of that name, by its canonical form; null where there is none, or more than one.</summary>
    public FileColumn? Find(string name) => Named(name) is [var only] ? only : null;

    /// <summary>What the file has of a name that it has more than once, and in which places; null where it has not.</summary>
    public (string What, string Places)? Twice(string name)
    {
        if (Named(name) is not { Count: > 1 } same)
        {
            return null;
        }

        var places =
            $"in places {string.Join(" and ", same.Select(column => Columns.Index().First(known => ReferenceEquals(known.Item, column)).Index + 1))}";
        return same.Select(column => column.Name).Distinct().Count() == 1
            ? ($"the column '{ShardTable.Cut(same[0].Name)}' {same.Count} times", places)
            : (
                $"the columns {string.Join(" and ", same.Select(column => $"'{ShardTable.Cut(column.Name)}'"))}, which are one name but for "
                    + "blanks or Unicode's normal form",
                places
            );
    }

    private List<FileColumn> Named(string name)
    {
        var wanted = CanonicalText.OfName(name);
        return [.. Columns.Where(column => CanonicalText.OfName(column.Name) == wanted)];
    }
}
