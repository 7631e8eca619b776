using System.Text;

namespace ServerlessML.Ml.Data;

/// <summary>RFC 4180 with a header line, in UTF-8. Columns are read by place, so that names in the header never reach SQL.</summary>
internal static class CsvSource
{
    private const int MaxHeader = 1 << 20;

    public static FileSource Open(LocalDataFile file)
    {
        var names = Header(file);
        var columns = string.Join(", ", names.Select((_, index) => $"'c{index}': 'VARCHAR'"));
        var options = $$"""
            {{Sql.Literal(Path.GetFullPath(file.Path))}}, auto_detect = false, header = true, columns = { {{columns}} },
            delim = ',', quote = '"', escape = '"', hive_partitioning = false
            """;
        return new()
        {
            File = file,
            Columns = [.. names.Select((name, index) => new FileColumn(name, $"c{index}", null))],
            Strict = $"read_csv({options})",
            Lenient = $"read_csv({options}, store_rejects = true, rejects_limit = 0)",
        };
    }

    private static List<string> Header(LocalDataFile file)
    {
        using var reader = new StreamReader(file.Path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        try
        {
            for (var read = 0; read < MaxHeader && reader.Read() is >= 0 and var next; read++)
            {
                var character = (char)next;
                if (character == '"' && quoted && reader.Peek() == '"')
                {
                    name.Append((char)reader.Read());
                }
                else if (character == '"')
                {
                    quoted = !quoted;
                }
                else if (character == ',' && !quoted)
                {
                    names.Add(name.ToString());
                    name.Clear();
                }
                else if (character is '\n' or '\r' && !quoted)
                {
                    names.Add(name.ToString());
                    return Checked(file, names);
                }
                else
                {
                    name.Append(character);
                }
            }
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException(file.Name, "its header line is not UTF-8 text.");
        }

        if (quoted || name.Length >= MaxHeader / 2)
        {
            throw new UnreadableFileException(file.Name, "its header line does not end: a quote is not closed, or it is not a CSV file.");
        }

        return Checked(file, [.. names, name.ToString()]);
    }

    private static List<string> Checked(LocalDataFile file, List<string> names) =>
        names.Exists(name => name.Contains('\0', StringComparison.Ordinal))
            ? throw new UnreadableFileException(file.Name, "its header line has zero bytes in it: not a CSV file in UTF-8.")
            : names;
}
