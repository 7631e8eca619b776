using System.Globalization;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Data;

/// <summary>A file's rows in the engine's memory, read once; <c>rowid</c> is the order in the file.</summary>
internal sealed class ShardTable(
    DataSession session,
    FileSource source,
    IReadOnlyList<ShardColumn> columns,
    string? label,
    IReadOnlyList<SplitCheck> split
)
{
    private const int MostShown = 55;

    public DataSession Session => session;

    public FileSource Source => source;

    /// <summary>Those of the contract that the file has, in a type that can be read.</summary>
    public IReadOnlyList<ShardColumn> Columns => columns;

    public bool HasLabel => label is not null;

    /// <summary>The columns that the file has of those that the split divides by.</summary>
    public IReadOnlyList<SplitCheck> Split => split;

    /// <exception cref="UnreadableFileException">The file breaks off, or is not of its format.</exception>
    public static ShardTable Load(DataSession session, FileSource source, DataContract contract, SplitSettings split)
    {
        var columns = contract
            .Columns.Select(
                (definition, index) => source.Find(definition.Name) is { } found ? new ShardColumn(definition, index, found) : null
            )
            .OfType<ShardColumn>()
            .Where(column => column.IsReadable)
            .ToList();
        var label = source.Find(contract.Label.Name) is { IsScalar: true } found ? LabelText(found, contract.Label) : null;
        var table = new ShardTable(session, source, columns, label, SplitCheck.Of(source, split));
        try
        {
            session.Run($"CREATE TABLE shard AS SELECT {string.Join(", ", table.Selected())} FROM {source.Lenient}");
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(source.File, failure);
        }

        return table;
    }

    /// <summary>A label's text; of a number with a decimal point.</summary>
    public static string LabelText(FileColumn column, LabelDefinition label) =>
        $"NULLIF({(label.Task == TaskKind.Regression ? column.Digits : column.Text)}, '')";

    /// <summary>
    /// The first five cells that meet the condition, each with its row, counted from 1: texts in quotes, so that blanks show.
    /// </summary>
    public IReadOnlyList<string> Examples(string cell, string condition) =>
        [
            .. session
                .Rows(
                    $"""
                    SELECT rowid + 1, regexp_replace(left(CAST({cell} AS VARCHAR), {MostShown + 1}), '[.]0$', '')
                    FROM shard WHERE {condition} ORDER BY rowid LIMIT 5
                    """
                )
                .Select(row =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"row {row.GetInt64(0)}: {(cell[0] == 'n' ? row.GetString(1) : $"'{Cut(row.GetString(1), MostShown)}'")}"
                    )
                ),
        ];

    public static string Cut(string text, int most = 80) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private IEnumerable<string> Selected() =>
        [
            $"{source.Malformed} AS malformed",
            .. columns.Select(column => column.Select),
            .. split.Select(column => column.Select),
            .. label is null ? Array.Empty<string>() : [$"{label} AS label"],
        ];
}
