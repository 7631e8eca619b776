using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Data;

/// <summary>Reads validated files into memory: the contract's columns in its order, then the label as the place of its value, from 0, or as its number.</summary>
public static class TableReader
{
    /// <summary>Files in the given order, rows in each file's order.</summary>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static Table Read(
        IReadOnlyList<LocalDataFile> files, DataContract contract, DataEngine? engine = null, CancellationToken cancellation = default)
    {
        using var session = DataSession.Open(files, engine ?? DataEngine.Default);
        var columns = contract.Columns.Select(ColumnBuilder.For).Append(new NumberBuilder(contract.Label.Name)).ToArray();
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(session, FileSource.Open(session, file), contract, columns);
        }

        return new Table([.. columns.Select(column => column.Build())]);
    }

    /// <summary>The same, split by <see cref="HoldoutRule"/>.</summary>
    /// <exception cref="UnreadableFileException">A file breaks the contract, or is not of its format.</exception>
    public static FoldedTable ReadFolds(
        IReadOnlyList<LocalDataFile> files, DataContract contract, EvaluationSettings settings, DataEngine? engine = null,
        CancellationToken cancellation = default) =>
        Split(Read(files, contract.Whole, engine, cancellation), settings, contract);

    /// <param name="table">The rows.</param>
    /// <param name="settings">Share and salt.</param>
    /// <param name="contract">Whose inputs and label draw the rows, whatever columns the table has beside them; null for all.</param>
    public static FoldedTable Split(Table table, EvaluationSettings settings, DataContract? contract = null)
    {
        var drawn = contract?.Audit is null ? table
            : new Table([.. contract.Columns.Select(column => table[column.Name]), table[contract.Label.Name]]);
        var held = HoldoutRule.Assign(drawn, settings.Holdout, settings.Salt);
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

    private static void Append(DataSession session, FileSource source, DataContract contract, ColumnBuilder[] columns)
    {
        var cells = contract.Columns.Select(definition => Cell(source, definition)).Append(Label(source, contract.Label));
        var last = columns.Length - 1;
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

    private static string Cell(FileSource source, ColumnDefinition definition)
    {
        var column = Found(source, definition.Name);
        if (definition.Type == ColumnType.Category)
        {
            return $"NULLIF({column.Text}, '')";
        }

        return column.StoredType is null
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
