namespace ServerlessML.Ml.Data;

/// <summary>The lines of a CSV file on which its records begin: cells may have line breaks in them, and lines between may be empty.</summary>
internal static class CsvLines
{
    /// <param name="file">With a header line.</param>
    /// <param name="rows">Counted from 1, in any order.</param>
    /// <param name="skipped">Lines that the reader went past.</param>
    public static IReadOnlyList<long> Of(LocalDataFile file, IReadOnlyList<long> rows, IReadOnlySet<long> skipped)
    {
        var wanted = rows.ToHashSet();
        var lines = new Dictionary<long, long>();
        using var stream = new BufferedStream(File.OpenRead(file.Path), 1 << 16);
        // The header is row 0.
        long row = -1;
        var quoted = false;
        for (var line = 1L; lines.Count < wanted.Count; line++)
        {
            var inside = quoted;
            if (!ReadLine(stream, ref quoted, out var empty))
            {
                break;
            }

            if (!inside && !empty && !skipped.Contains(line) && wanted.Contains(++row))
            {
                lines[row] = line;
            }
        }

        return [.. rows.Select(number => lines.GetValueOrDefault(number, number + 1))];
    }

    private static bool ReadLine(BufferedStream stream, ref bool quoted, out bool empty)
    {
        empty = true;
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            if (next is '\n' or '\r')
            {
                if (next == '\r' && stream.ReadByte() is not '\n' and >= 0)
                {
                    stream.Position--;
                }

                return true;
            }

            quoted ^= next == '"';
            empty = false;
        }

        return !empty;
    }
}
