using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Reads validated files into memory: the contract's columns in its order, then the label as the place of its value, from 0, or as its
/// number.
/// </summary>
public static class TableReader
{
    /// <summary>Files in the given order, rows in each file's order.</summary>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static Table Read(
        IReadOnlyList<LocalDataFile> files,
        DataContract contract,
        DataEngine? engine = null,
        CancellationToken cancellation = default
    )
    {
        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        List<ReadColumn> columns = [.. Contracted(contract)];
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(session, FileSource.Open(session, file, contract), contract, columns);
        }

        return new Table([.. columns.Select(column => column.Builder.Build())]);
    }

    /// <summary>Finds whether columns that the batch was not validated for can be read from all of its files.</summary>
    /// <returns>Why not, of the first that cannot; null when all can.</returns>
    /// <exception cref="UnreadableFileException">A file is not of its format.</exception>
    public static string? WhyUnreadable(
        IReadOnlyList<LocalDataFile> files,
        DataContract contract,
        IReadOnlyList<ColumnDefinition> columns,
        DataEngine? engine = null,
        CancellationToken cancellation = default
    )
    {
        if (columns.Count == 0)
        {
            return null;
        }

        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        foreach (var file in files)
        {
            var source = FileSource.Open(session, file, contract);
            foreach (var definition in source.HasOwnColumns ? columns : [])
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

    /// <summary>
    /// The same, with what a split draws the rows by. Columns of the split that a file lacks are missing in its rows; key and time must
    /// be there.
    /// </summary>
    /// <param name="files">In the given order.</param>
    /// <param name="contract">The columns.</param>
    /// <param name="split">The rule.</param>
    /// <param name="others">Columns that another definition had, which are missing where a file has none such; may have a name of the
    /// contract's, as another type.</param>
    /// <param name="engine">Reads.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="UnreadableFileException">A file breaks the contract, lacks the split's key or time, or is not of its
    /// format.</exception>
    public static SplitTable ReadSplit(
        IReadOnlyList<LocalDataFile> files,
        DataContract contract,
        Split split,
        IReadOnlyList<ColumnDefinition>? others = null,
        DataEngine? engine = null,
        CancellationToken cancellation = default
    )
    {
        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        List<ReadColumn> columns = [.. Contracted(contract)];
        var label = columns.Count - 1;
        List<ReadColumn> identity =
        [
            .. split.Columns.Select(column =>
                contract
                    .Columns.Select((own, place) => (own, place))
                    .FirstOrDefault(known => known.own.Name == column.Name && known.own.Type == column.Type)
                    is { own: not null } known
                    ? columns[known.place]
                : split.Kind == SplitKind.Content ? columns[label]
                : Lenient(new() { Name = column.Name, Type = column.Type }, split.Kind == SplitKind.Key)
            ),
        ];
        var time = split.Time is null ? null : new TimeBuilder(split.Time.Column);
        List<ReadColumn> beside = [.. (others ?? []).Select(other => Lenient(other, needed: false))];
        columns.AddRange(identity.Except(columns).Concat(beside));
        var weight = contract.Weight is { } weighs ? new ReadColumn(new NumberBuilder(weighs.Name), source => Cell(source, weighs)) : null;
        if (weight is not null)
        {
            columns.Add(weight);
        }

        if (time is not null)
        {
            columns.Add(new(time, source => SplitCells.Time(SplitCells.Needed(source, split.Time!.Column))));
        }

        List<int> origins = [];
        foreach (var (number, file) in files.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            Append(session, FileSource.Open(session, file, contract), contract, columns);
            origins.AddRange(Enumerable.Repeat(number, columns[label].Builder.Count - origins.Count));
        }

        return new(
            new([.. columns.Take(label + 1).Select(column => column.Builder.Build())]),
            new(
                split,
                new([.. identity.Select(column => column.Builder.BuildRaw())]),
                [.. origins.Select(file => files[file].Batch)],
                time?.Values
            ),
            [.. origins]
        )
        {
            Others = new([.. beside.Select(column => column.Builder.Build())]),
            Weights = (weight?.Builder.Build() as NumberColumn),
        };
    }

    private static IEnumerable<ReadColumn> Contracted(DataContract contract) =>
        [
            .. contract.Columns.Select(definition => new ReadColumn(ColumnBuilder.For(definition), source => Cell(source, definition))),
            new(
                contract.Label.Task == TaskKind.Regression ? new NumberBuilder(contract.Label.Name) : new LabelBuilder(contract.Label),
                source => Label(source, contract.Label)
            ),
        ];

    private static ReadColumn Lenient(ColumnDefinition column, bool needed) =>
        column.Type.IsString
            ? new(ColumnBuilder.For(column), source =>
                SplitCells.Text(needed ? SplitCells.Needed(source, column.Name) : source.Find(column.Name))
            )
            : new(ColumnBuilder.For(column), source => SplitCells.Number(source.Find(column.Name), column));

    private static void Append(DataSession session, FileSource source, DataContract contract, List<ReadColumn> columns)
    {
        if (!source.HasOwnColumns)
        {
            // JSON lines without a line: validation has passed it as a file without rows.
            return;
        }

        var cells = columns.Select(column => column.Cell(source));
        var label = contract.Columns.Count;
        try
        {
            var kept =
                contract.Label.DropMissing == true
                    ? $" WHERE {ShardTable.LabelText(Found(source, contract.Label.Name), contract.Label)} IS NOT NULL"
                    : "";
            foreach (var row in session.Rows($"SELECT {string.Join(", ", cells)} FROM {source.Strict}{kept}"))
            {
                columns[label].Builder.Append(row, label);
                if (row.IsDBNull(label) || columns[label].Builder.LacksLast)
                {
                    throw new UnreadableFileException(
                        source.File.Name,
                        $"row {columns[label].Builder.Count} of the dataset has a label that is "
                            + $"{(contract.Label.Task == TaskKind.Regression ? "no number" : $"none of {Shown.Choice(contract.Label.Values)}")}."
                    );
                }

                for (var i = 0; i < columns.Count; i++)
                {
                    if (i != label)
                    {
                        columns[i].Builder.Append(row, i);
                    }
                }
            }
        }
        catch (InvalidDataException missing)
        {
            throw new UnreadableFileException(source.File.Name, missing.Message);
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

        if (definition.Type.IsString || (!definition.IsDate && column is { StoredType: not null, IsNumeric: true }))
        {
            return null;
        }

        // Whether it is missing is the champion's own affair; what is there must be a number, or a date.
        var text = $"trim({(definition.IsDate ? column.Raw : column.Digits)})";
        var (words, reads) = definition.IsDate
            ? (Sql.List(CellWords.Missing), $"{DateCells.Minutes(column, definition)} IS NOT NULL")
            : (
                Sql.List(CanonicalText.TrueWords.Concat(CanonicalText.FalseWords).Concat(CellWords.Missing)),
                $"coalesce(isfinite(TRY_CAST({text} AS FLOAT)), false)"
            );
        try
        {
            var odd = session
                .Rows($"SELECT {text} FROM {source.Strict} WHERE {text} <> '' AND NOT ({reads}) AND lower({text}) NOT IN ({words}) LIMIT 1")
                .Select(row => row.GetString(0))
                .FirstOrDefault();
            return odd is null
                ? null
                : $"{source.File.Name} has {Shown.Choice([odd])} in column '{definition.Name}', which is no {(definition.IsDate ? "date" : "number")}";
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            throw new UnreadableFileException(source.File, failure);
        }
    }

    private static string Cell(FileSource source, ColumnDefinition definition)
    {
        // Of a batch from before the column: validation lets none of today's lack it.
        if (definition.MaxMissing > 0 && source.Find(definition.Name) is null && source.Twice(definition.Name) is null)
        {
            return Nothing(definition);
        }

        var column = Found(source, definition.Name);
        return definition.Type.IsString ? $"NULLIF({column.Text}, '')"
            : definition.IsDate ? DateCells.Single(column, definition)
            : column.IsText ? CellWords.Single(column.Digits, column.Raw)
            : $"CAST({column.Expression} AS FLOAT)";
    }

    private static string Nothing(ColumnDefinition definition) =>
        definition.Type.IsString ? "CAST(NULL AS VARCHAR)" : "CAST(NULL AS FLOAT)";

    private static string Label(FileSource source, LabelDefinition label)
    {
        var text = ShardTable.LabelText(Found(source, label.Name), label);
        return label.Task == TaskKind.Regression ? $"TRY_CAST(trim({text}) AS FLOAT)" : text;
    }

    private static FileColumn Found(FileSource source, string name) =>
        source.Find(name)
        ?? throw new UnreadableFileException(
            source.File.Name,
            source.Twice(name) is { } twice
                ? $"it has {twice.What}, {twice.Places}."
                : $"there is no column '{name}'; {SchemaRules.Hint(source, name)}."
        );

    private sealed record ReadColumn(ColumnBuilder Builder, Func<FileSource, string> Cell);
}
