using System.Globalization;
using System.Text;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>
/// Writes rows as CSV (RFC 4180), for programs of any language: numbers so that they read back the same, missing values as nothing.
/// </summary>
internal static class CsvRows
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("\",\r\n");

    public static void Write(Table table, string path)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        writer.Write(string.Join(',', table.Columns.Select(column => Quoted(column.Name))) + "\r\n");
        var cells = table.Columns.Select(Cells).ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var c = 0; c < cells.Length; c++)
            {
                if (c > 0)
                {
                    writer.Write(',');
                }

                writer.Write(cells[c](row));
            }

            writer.Write("\r\n");
        }
    }

    private static Func<int, string> Cells(Column column)
    {
        switch (column)
        {
            case NumberColumn numbers:
                var values = numbers.Values;
                return row => float.IsNaN(values[row]) ? "" : values[row].ToString("R", CultureInfo.InvariantCulture);
            case CategoryColumn categories:
                var texts = Array.ConvertAll(categories.Dictionary, Quoted);
                return row => categories.Codes[row] is var code && code == CategoryColumn.Missing ? "" : texts[code];
            default:
                throw new ArgumentException($"Column '{column.Name}' is neither of numbers nor of categories.", nameof(column));
        }
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
