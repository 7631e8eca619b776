namespace ServerlessML.Ml.Data;

/// <summary>Reads the cells that a split draws by, leniently: whether a batch keeps its contract is validation's to say.</summary>
internal static class SplitCells
{
    public static string Text(FileColumn? column) => column is { IsScalar: true } ? $"NULLIF({column.Raw}, '')" : "CAST(NULL AS VARCHAR)";

    public static string Number(FileColumn? column, ColumnDefinition definition) =>
        column is not { IsScalar: true } ? "CAST(NULL AS FLOAT)"
        : definition.IsDate ? $"CAST({DateCells.Minutes(column, definition)} AS FLOAT)"
        : $"TRY_CAST(trim({column.Digits}) AS FLOAT)";

    /// <summary>Seconds since 1970 of a date, with or without a time (UTC, unless it says its offset); a number as it is.</summary>
    public static string Time(FileColumn column)
    {
        var text = $"trim({column.Raw})";
        var time = $"coalesce(TRY_CAST(trim({column.Digits}) AS DOUBLE), epoch(TRY_CAST({text} AS TIMESTAMP)))";
        return $"CASE WHEN isfinite({time}) THEN {time} END";
    }

    /// <exception cref="UnreadableFileException">The file has no such column.</exception>
    public static FileColumn Needed(FileSource source, string name) =>
        source.Find(name) is { IsScalar: true } found ? found : throw new UnreadableFileException(source.File.Name, Lacks(source, name));

    /// <summary>The sentence, with what was probably meant.</summary>
    public static string Lacks(FileSource source, string name) =>
        $"there is no column '{name}', which 'evaluation.split' divides the rows by; {Hint(source, name)}";

    /// <summary>What was probably meant, or what there is.</summary>
    public static string Hint(FileSource source, string name)
    {
        if (source.Twice(name) is { } twice)
        {
            return $"it has {twice.What}, {twice.Places}.";
        }

        var names = source.Columns.Where(column => column.IsScalar).Select(column => column.Name).ToList();
        return NearestName.Of(name, names) is { } near ? $"did you mean '{near}'?" : $"there are {Shown.Choice(names)}.";
    }
}
