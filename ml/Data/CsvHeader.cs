using System.Text;

namespace ServerlessML.Ml.Data;

/// <summary>The names in the first record of a CSV file.</summary>
internal static class CsvHeader
{
    private const int MaxBytes = 1 << 20;
    private const int MaxNames = 10_000;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="UnreadableFileException">The record does not end, or is not UTF-8.</exception>
    public static List<string> Read(LocalDataFile file)
    {
        string text;
        try
        {
            text = Utf8.GetString(FirstRecord(file)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw NotUtf8(file);
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw NotUtf8(file) : Names(file, text);
    }

    // By bytes: what follows may be in no encoding at all, and is those rows' own trouble.
    private static byte[] FirstRecord(LocalDataFile file)
    {
        using var stream = new BufferedStream(File.OpenRead(file.Path));
        var record = new List<byte>();
        var quoted = false;
        while (record.Count < MaxBytes)
        {
            var next = stream.ReadByte();
            if (!quoted && next is (-1 or '\n' or '\r'))
            {
                return [.. record];
            }

            if (next < 0)
            {
                break;
            }

            quoted ^= next == '"';
            record.Add((byte)next);
        }

        throw new UnreadableFileException(file.Name, "its header line does not end: a quote is not closed, or it is not a CSV file.");
    }

    private static List<string> Names(LocalDataFile file, string record)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            if (record[i] == '"' && quoted && i + 1 < record.Length && record[i + 1] == '"')
            {
                name.Append(record[i++]);
            }
            else if (record[i] == '"')
            {
                quoted = !quoted;
            }
            else if (record[i] == ',' && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(record[i]);
            }
        }

        return names.Count < MaxNames
            ? [.. names, name.ToString()]
            : throw new UnreadableFileException(file.Name, $"its header names {names.Count + 1} columns; at most {MaxNames} are read.");
    }

    private static UnreadableFileException NotUtf8(LocalDataFile file) =>
        new(file.Name, "its header line is not text: not a CSV file in UTF-8.");
}
