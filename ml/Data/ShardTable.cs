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
    public DataSession Session => session;

    public FileSource Source => source;

    /// <summary>Those of the contract that the file has, in a type that can be read.</summary>
    public IReadOnlyList<ShardColumn> Columns => columns;

    public bool HasLabel => label is not null;

    /// <summary>The columns that the file has of those that the split divides by.</summary>
    public IReadOnlyList<SplitCheck> Split => split;

    /// <summary>The table before it is loaded.</summary>
    public static ShardTable Of(DataSession session, FileSource source, DataContract contract, SplitSettings split)
    {
        var columns = contract
            .Columns.Select(
                (definition, index) => source.Find(definition.Name) is { } found ? new ShardColumn(definition, index, found) : null
            )
            .OfType<ShardColumn>()
            .Where(column => column.IsReadable)
            .ToList();
        var label = source.Find(contract.Label.Name) is { IsScalar: true } found ? LabelText(found, contract.Label) : null;
        return new ShardTable(session, source, columns, label, SplitCheck.Of(source, split));
    }

    /// <exception cref="UnreadableFileException">The file breaks off, or is not of its format.</exception>
    public static ShardTable Load(DataSession session, FileSource source, DataContract contract, SplitSettings split)
    {
        var table = Of(session, source, contract, split);
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

    /// <summary>
    /// A label's text; of a number with a decimal point. Where rows without a label are left out, a word for nothing is none either.
    /// </summary>
    public static string LabelText(FileColumn column, LabelDefinition label)
    {
        var text = label.Task == TaskKind.Regression ? column.Digits : column.Text;
        var words = CellWords.Missing.Where(word => !label.Values.Contains(word, StringComparer.OrdinalIgnoreCase));
        return label.DropMissing == true
            ? $"(CASE WHEN trim({text}) <> '' AND lower(trim({column.Raw})) NOT IN ({Sql.List([.. words])}) THEN {text} END)"
            : $"NULLIF({text}, '')";
    }

    /// <summary>
    /// Five of the values that meet the condition, the most frequent first, each with the place where it is first and cut to 80 characters.
    /// </summary>
    public IReadOnlyList<string> Examples(string cell, string condition)
    {
        var found = session
            .Rows(
                $"""
                SELECT regexp_replace(left(CAST({cell} AS VARCHAR), 90), '[.]0$', '') AS shown, min(rowid) + 1, count(*)
                FROM shard WHERE {condition} GROUP BY shown ORDER BY 3 DESC, 2 LIMIT 5
                """
            )
            .Select(row => (Text: row.GetString(0), Row: row.GetInt64(1), Count: row.GetInt64(2)))
            .ToList();
        var places = source.Places(session, [.. found.Select(value => value.Row)]);
        return [.. found.Zip(places, (value, place) => Example(place, value.Text, value.Count, quoted: cell[0] != 'n'))];
    }

    private static string Example(string place, string text, long count, bool quoted)
    {
        var times = count > 1 ? $" ({count} times)" : "";
        var room = 80 - place.Length - times.Length - 4;
        var shown = text.Length <= room ? text : text[..(room - 1)] + "…";
        return $"{place}: {(quoted ? $"'{shown}'" : shown)}{times}";
    }

    public static string Cut(string text, int most = 80) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private IEnumerable<string> Selected() =>
        [
            $"{source.Malformed} AS malformed",
            .. columns.Select(column => column.Select),
            .. split.Select(column => column.Select),
            .. label is null ? Array.Empty<string>() : [$"{label} AS label"],
        ];
}
