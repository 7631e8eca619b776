using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Data;

/// <summary>Reads validated files into memory: the contract's columns in its order, then the label as the place of its value, from 0, or as its number.</summary>
public static class TableReader
{
    /// <summary>Files in the given order, rows in each file's order.</summary>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static Table Read(
        IReadOnlyList<LocalDataFile> files, DataContract contract, DataEngine? engine = null, CancellationToken cancellation = default) =>
        Read(files, contract, [], engine, cancellation).Rows;

    /// <summary>Finds whether columns that the batch was not validated for can be read from all of its files.</summary>
    /// <returns>Why not, of the first that cannot; null when all can.</returns>
    /// <exception cref="UnreadableFileException">A file is not of its format.</exception>
    public static string? WhyUnreadable(
        IReadOnlyList<LocalDataFile> files, IReadOnlyList<ColumnDefinition> columns, DataEngine? engine = null,
        CancellationToken cancellation = default)
    {
        if (columns.Count == 0)
        {
            return null;
        }

        using var session = DataSession.Open(files, engine ?? DataEngine.Default);
        foreach (var file in files)
        {
            var source = FileSource.Open(session, file);
            foreach (var definition in columns)
            {
                cancellation.ThrowIfCancellationRequested();
                if (WhyUnreadable(session, source, definition) is { } reason)
                {
                    return reason;
                }
            }
        }

        return null;
    }

    /// <summary>The same, split by <see cref="HoldoutRule"/>.</summary>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static FoldedTable ReadFolds(
        IReadOnlyList<LocalDataFile> files, DataContract contract, EvaluationSettings settings, DataEngine? engine = null,
        CancellationToken cancellation = default) =>
        Split(Read(files, contract, engine, cancellation), settings);

    /// <summary>The held-out rows alone, with columns that another definition had: both are read from the files at once.</summary>
    /// <param name="files">In the given order.</param>
    /// <param name="contract">Whose rows are split.</param>
    /// <param name="settings">How.</param>
    /// <param name="others">May have a name of the contract's, as another type.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static (Table Rows, Table Others) ReadHoldout(
        IReadOnlyList<LocalDataFile> files, DataContract contract, EvaluationSettings settings, IReadOnlyList<ColumnDefinition> others,
        CancellationToken cancellation = default)
    {
        var (rows, beside) = Read(files, contract, others, engine: null, cancellation);
        int[] held = [.. HoldoutRule.Assign(rows, settings.Holdout, settings.Salt).Index().Where(row => row.Item).Select(row => row.Index)];
        return (rows.Take(held), beside.Take(held));
    }

    public static FoldedTable Split(Table table, EvaluationSettings settings)
    {
        var held = HoldoutRule.Assign(table, settings.Holdout, settings.Salt);
        var holdout = new int[held.Count(row => row)];
        var train = new int[held.Length - holdout.Length];
        for (int row = 0, h = 0, t = 0; row < held.Length; row++)
        {
            if (held[row])
            {
                holdout[h++] = row;
            }
            else
            {
                train[t++] = row;
            }
        }

        return new FoldedTable(table.Take(train), table.Take(holdout));
    }

    private static (Table Rows, Table Others) Read(
        IReadOnlyList<LocalDataFile> files, DataContract contract, IReadOnlyList<ColumnDefinition> others, DataEngine? engine,
        CancellationToken cancellation)
    {
        using var session = DataSession.Open(files, engine ?? DataEngine.Default);
        ColumnBuilder[] columns =
        [
            .. contract.Columns.Select(ColumnBuilder.For), new NumberBuilder(contract.Label.Name), .. others.Select(ColumnBuilder.For),
        ];
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(session, FileSource.Open(session, file), contract, others, columns);
        }

        var own = contract.Columns.Count + 1;
        return (new([.. columns.Take(own).Select(column => column.Build())]), new([.. columns.Skip(own).Select(column => column.Build())]));
    }

    private static void Append(
        DataSession session, FileSource source, DataContract contract, IReadOnlyList<ColumnDefinition> others, ColumnBuilder[] columns)
    {
        IEnumerable<string> cells =
        [
            .. contract.Columns.Select(definition => Cell(source, definition)), Label(source, contract.Label),
            .. others.Select(other => Cell(source, other)),
        ];
        var last = contract.Columns.Count;
        try
        {
            foreach (var row in session.Rows($"SELECT {string.Join(", ", cells)} FROM {source.Strict}"))
            {
                if (row.IsDBNull(last))
                {
                    throw new UnreadableFileException(source.File.Name,
                        $"row {columns[last].Count + 1} of the dataset has a label that is {(contract.Label.Task == TaskKind.Regression ? "no number" : $"none of {Shown.Choice(contract.Label.Values)}")}.");
                }

                for (var i = 0; i < columns.Length; i++)
                {
                    columns[i].Append(row, i);
                }
            }
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(source.File, failure);
        }
    }

    private static string? WhyUnreadable(DataSession session, FileSource source, ColumnDefinition definition)
    {
        if (source.Find(definition.Name) is not { IsScalar: true } column)
        {
            return $"{source.File.Name} has no column '{definition.Name}'";
        }

        if (definition.Type == ColumnType.Category || column is { StoredType: not null, IsNumeric: true })
        {
            return null;
        }

        // Whether it is missing is the champion's own affair; what is there must be a number.
        var text = $"trim({column.Text})";
        try
        {
            var odd = session.Rows($"SELECT {text} FROM {source.Strict} WHERE {text} <> '' AND NOT coalesce(isfinite(TRY_CAST({text} AS FLOAT)), false) LIMIT 1")
                .Select(row => row.GetString(0)).FirstOrDefault();
            return odd is null ? null : $"{source.File.Name} has {Shown.Choice([odd])} in column '{definition.Name}', which is no number";
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(source.File, failure);
        }
    }

    private static string Cell(FileSource source, ColumnDefinition definition)
    {
        // Of a batch from before the column: validation lets none of today's lack it.
        if (definition.MaxMissing > 0 && source.Find(definition.Name) is null)
        {
            return definition.Type == ColumnType.Category ? "CAST(NULL AS VARCHAR)" : "CAST(NULL AS FLOAT)";
        }

        var column = Found(source, definition.Name);
        if (definition.Type == ColumnType.Category)
        {
            return $"NULLIF({column.Text}, '')";
        }

        return column.StoredType is null or "VARCHAR"
            ? $"CAST(NULLIF(trim({column.Expression}), '') AS FLOAT)"
            : $"CAST({column.Expression} AS FLOAT)";
    }

    private static string Label(FileSource source, LabelDefinition label)
    {
        var column = Found(source, label.Name);
        if (label.Task == TaskKind.Regression)
        {
            return $"TRY_CAST(trim({column.Text}) AS FLOAT)";
        }

        var cases = label.Values.Select((value, place) => $"WHEN {Sql.Literal(value)} THEN {place}");
        return $"CAST(CASE ({ShardTable.LabelText(column, label)}) {string.Join(" ", cases)} END AS FLOAT)";
    }

    private static FileColumn Found(FileSource source, string name) =>
        source.Find(name) ?? throw new UnreadableFileException(source.File.Name, $"there is no column '{name}'.");
}
