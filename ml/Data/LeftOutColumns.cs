using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Columns that a dataset's files have and no model takes, as numbers that tell their values apart.</summary>
public static class LeftOutColumns
{
    private const int MostColumns = 8;

    /// <summary>
    /// Reads those whose values may repeat: columns of all files that are neither unique to each row nor of a few values. Rows come as
    /// <see cref="TableReader"/> gives them.
    /// </summary>
    /// <param name="files">In the given order.</param>
    /// <param name="contract">How they are read.</param>
    /// <param name="except">Names that are not left out: inputs, the label, what the split divides by.</param>
    /// <param name="fewest">The least number of values.</param>
    /// <param name="engine">Reads.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="UnreadableFileException">A file is not of its format.</exception>
    public static IReadOnlyList<LeftOutColumn> Read(
        IReadOnlyList<LocalDataFile> files,
        DataContract contract,
        IEnumerable<string> except,
        int fewest,
        DataEngine? engine = null,
        CancellationToken cancellation = default
    )
    {
        var known = except.Select(CanonicalText.OfName).ToHashSet(StringComparer.Ordinal);
        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        List<FileSource> sources = [];
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var source = FileSource.Open(session, file, contract);
            // What has neither columns nor rows lacks nothing.
            if (source.HasOwnColumns)
            {
                sources.Add(source);
            }
        }

        var names = (sources.FirstOrDefault()?.Columns ?? [])
            .Select(column => column.Name)
            .Where(name =>
                !known.Contains(CanonicalText.OfName(name)) && sources.TrueForAll(source => source.Find(name) is { IsScalar: true })
            )
            .ToList();
        names = Repeating(session, sources, names, fewest, cancellation);
        var columns = names.ConvertAll(name => new LeftOutColumn(name));
        foreach (var source in columns.Count == 0 ? [] : sources)
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = string.Join(
                ", ",
                names.Select(name => Cell(source, name)).Select(cell => $"hash({cell}), {cell} IS NULL, {Number(cell)}")
            );
            foreach (var row in Rows(session, source, $"SELECT {cells} FROM {source.Strict}"))
            {
                foreach (var (place, column) in columns.Index())
                {
                    column.Add(
                        row.GetBoolean((3 * place) + 1) ? null : row.GetFieldValue<ulong>(3 * place),
                        row.IsDBNull((3 * place) + 2) ? double.NaN : row.GetDouble((3 * place) + 2)
                    );
                }
            }
        }

        return columns;
    }

    private static List<string> Repeating(
        DataSession session,
        List<FileSource> sources,
        List<string> names,
        int fewest,
        CancellationToken cancellation
    )
    {
        var (values, present, rows) = (new double[names.Count], new long[names.Count], 0L);
        foreach (var source in names.Count == 0 ? [] : sources)
        {
            cancellation.ThrowIfCancellationRequested();
            var counts = string.Join(
                ", ",
                names.Select(name => Cell(source, name)).Select(cell => $"approx_count_distinct({cell}), count({cell})")
            );
            foreach (var row in Rows(session, source, $"SELECT count(*), {counts} FROM {source.Strict}"))
            {
                rows += row.GetInt64(0);
                for (var place = 0; place < names.Count; place++)
                {
                    // At least as many as its part with most, at most as many as all parts together.
                    values[place] = Math.Max(values[place], row.GetInt64((2 * place) + 1));
                    present[place] += row.GetInt64((2 * place) + 2);
                }
            }
        }

        // The count of values is an estimate, off by some hundredths: what is read decides.
        return
        [
            .. names
                .Index()
                .Where(name => present[name.Index] * 2 >= rows && values[name.Index] >= fewest * 0.8)
                .Where(name => sources.Count > 1 || values[name.Index] <= present[name.Index] * 0.8)
                .Select(name => name.Item)
                .Take(MostColumns),
        ];
    }

    private static IEnumerable<DuckDBDataReader> Rows(DataSession session, FileSource source, string sql)
    {
        using var rows = session.Rows(sql).GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext())
                {
                    yield break;
                }
            }
            catch (DuckDBException failure) when (session.IsAboutData(failure))
            {
                throw new UnreadableFileException(source.File, failure);
            }

            yield return rows.Current;
        }
    }

    private static string Cell(FileSource source, string name) => $"NULLIF(trim({source.Find(name)!.Text}), '')";

    private static string Number(string cell) => $"TRY_CAST({cell} AS DOUBLE)";
}
