using System.Text;

namespace ServerlessML.Ml.Data;

/// <summary>The first records of a CSV text, to tell by how it is written; rows are read by DuckDB.</summary>
internal static class CsvRecords
{
    /// <param name="text">The start of a file.</param>
    /// <param name="delimiter">Between cells.</param>
    /// <param name="quote">Around cells; null for none.</param>
    /// <param name="most">Records to read.</param>
    /// <returns>The cells of each record that ends within the text, with the line that it begins in, from 0.</returns>
    public static IEnumerable<(int Line, List<string> Cells)> Of(string text, char delimiter, char? quote, int most)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (quoted, begun, line, start) = (false, false, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i];
            if (quoted)
            {
                line += next == '\n' ? 1 : 0;
                if (next == quote && i + 1 < text.Length && text[i + 1] == quote)
                {
                    cell.Append(text[i++]);
                }
                else if (next == quote)
                {
                    quoted = false;
                }
                else
                {
                    cell.Append(next);
                }
            }
            else if (next == quote && !begun)
            {
                (quoted, begun) = (true, true);
            }
            else if (next == delimiter)
            {
                cells.Add(cell.ToString());
                cell.Clear();
                begun = false;
            }
            else if (next is '\n' or '\r')
            {
                i += next == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                cells.Add(cell.ToString());
                yield return (start, cells);
                if (--most == 0)
                {
                    yield break;
                }

                (cells, begun, start) = ([], false, ++line);
                cell.Clear();
            }
            else
            {
                cell.Append(next);
                begun = true;
            }
        }

        if (!quoted && (cells.Count > 0 || cell.Length > 0))
        {
            cells.Add(cell.ToString());
            yield return (start, cells);
        }
    }
}
