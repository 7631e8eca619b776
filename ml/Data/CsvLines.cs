namespace ServerlessML.Ml.Data;

/// <summary>
/// The lines of a CSV file on which its records begin: cells may have line breaks in them, and lines between may be empty.
/// </summary>
internal static class CsvLines
{
    /// <summary>Finds the lines of rows.</summary>
    /// <param name="file">With usual quotes.</param>
    /// <param name="rows">Counted from 1, in any order.</param>
    /// <param name="skipped">Positions as of <see cref="At"/> of records that the reader went past.</param>
    /// <param name="above">Lines above the header, or above the first row.</param>
    /// <param name="hasHeader">Whether the first record names the columns.</param>
    public static IReadOnlyList<long> Of(
        LocalDataFile file,
        IReadOnlyList<long> rows,
        IReadOnlyCollection<long> skipped,
        int above = 0,
        bool hasHeader = true
    )
    {
        var wanted = rows.ToHashSet();
        var lines = new Dictionary<long, long>();
        var past = new Queue<long>(skipped.Order());
        // The header is row 0.
        long row = hasHeader ? -1 : 0;
        foreach (var (line, end) in Records(file).Where(record => record.Line > above).TakeWhile(_ => lines.Count < wanted.Count))
        {
            if (past.TryPeek(out var position) && position < end)
            {
                past.Dequeue();
            }
            else if (wanted.Contains(++row))
            {
                lines[row] = line;
            }
        }

        return [.. rows.Select(number => lines.GetValueOrDefault(number, number + above + 1))];
    }

    /// <summary>
    /// Finds the line of a record by what the reader calls its position, in bytes: a byte of it, or of the line breaks before it.
    /// </summary>
    /// <returns>Null where the file has none.</returns>
    public static long? At(LocalDataFile file, long position) =>
        Records(file).FirstOrDefault(record => record.End > position) is { Line: > 0 } found ? found.Line : null;

    private static IEnumerable<(long Line, long End)> Records(LocalDataFile file)
    {
        using var stream = new BufferedStream(File.OpenRead(file.Path), 1 << 16);
        var (end, quoted, first) = (0L, false, 1L);
        for (var line = 1L; ; line++)
        {
            first = quoted ? first : line;
            var (read, empty) = ReadLine(stream, ref quoted);
            if (read == 0 && !quoted)
            {
                yield break;
            }

            end += read;
            if (read == 0 || (!quoted && !(empty && first == line)))
            {
                yield return (first, end);
            }

            if (read == 0)
            {
                yield break;
            }
        }
    }

    private static (long Read, bool Empty) ReadLine(BufferedStream stream, ref bool quoted)
    {
        var read = 0L;
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            read++;
            if (next is '\n' or '\r')
            {
                if (next == '\r' && stream.ReadByte() is >= 0 and var after)
                {
                    if (after == '\n')
                    {
                        return (read + 1, read == 1);
                    }

                    stream.Position--;
                }

                return (read, read == 1);
            }

            quoted ^= next == '"';
        }

        return (read, read == 0);
    }
}
