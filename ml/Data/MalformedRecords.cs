using System.Globalization;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Records that the reader went past because they are not of the file's format.</summary>
internal static class MalformedRecords
{
    public static IEnumerable<RuleViolation> In(ShardTable table) =>
        table.Source.File.Format switch
        {
            DataFormat.Csv => Csv(table),
            DataFormat.Ndjson => Ndjson(table),
            _ => [],
        };

    private static IEnumerable<RuleViolation> Csv(ShardTable table)
    {
        var oversize = "error_type = 'LINE SIZE OVER MAXIMUM'";
        foreach (var (rule, condition) in new[] { ("readable", $"NOT ({oversize})"), ("cell-size", oversize) })
        {
            var count = table
                .Session.Rows($"SELECT count(DISTINCT line) FROM reject_errors WHERE {condition}")
                .Select(row => row.GetInt64(0))
                .Single();
            if (count == 0)
            {
                continue;
            }

            var examples = table
                .Session.Rows(
                    $"""
                    SELECT line, min(error_message), min(left(csv_line, 90)), min(line_byte_position) FROM reject_errors
                    WHERE {condition} GROUP BY line ORDER BY line LIMIT 5
                    """
                )
                .Select(row =>
                    (
                        // The reader counts records, where cells have line breaks in them.
                        Line: CsvLines.At(table.Source.File, row.GetInt64(3)) ?? row.GetInt64(0),
                        Error: row.GetString(1),
                        Text: row.IsDBNull(2) ? "" : row.GetString(2)
                    )
                )
                .ToList();
            yield return RuleSentence.Told(
                new()
                {
                    File = table.Source.File.Name,
                    Rule = rule,
                    Count = count,
                    Examples =
                    [
                        .. examples.Select(example => ShardTable.Cut($"line {example.Line}: {example.Text.ReplaceLineEndings(" ")}")),
                    ],
                    Message = "",
                    Finding = new()
                    {
                        What = "cannot be read as CSV",
                        Unit = "line",
                        Detail = $"the first is line {examples[0].Line}: {Reason(examples[0].Error)}",
                        Advice = IsLast(table.Source.File.Path, examples[^1].Text)
                            ? $"'{ShardTable.Cut(examples[^1].Text.Trim())}' is the file's last line: if it is a total below the table, remove it."
                            : "Correct them, and land the file again.",
                    },
                }
            );
        }
    }

    private static bool IsLast(string path, string line)
    {
        using var stream = File.OpenRead(path);
        stream.Seek(-Math.Min(stream.Length, 4096), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var end = reader.ReadToEnd().TrimEnd();
        return line.Trim() is { Length: > 0 } last && end.EndsWith('\n' + last, StringComparison.Ordinal);
    }

    // Options of the reader's own are nobody's here.
    private static string Reason(string error)
    {
        var text = error.ReplaceLineEndings(" ");
        var end = text.IndexOf("Possible", StringComparison.Ordinal);
        return (end > 0 ? text[..end] : text).Trim().TrimEnd('.');
    }

    private static IEnumerable<RuleViolation> Ndjson(ShardTable table)
    {
        var rows = table.Session.Rows("SELECT rowid + 1 FROM shard WHERE malformed ORDER BY rowid").Select(row => row.GetInt64(0)).ToList();
        if (rows.Count == 0)
        {
            yield break;
        }

        var reason = FirstError(table);
        yield return RuleSentence.Told(
            new()
            {
                File = table.Source.File.Name,
                Rule = "readable",
                Count = rows.Count,
                Examples = [.. rows.Take(5).Select(row => string.Create(CultureInfo.InvariantCulture, $"row {row}"))],
                Message = "",
                Finding = new()
                {
                    What = "cannot be read as a JSON object",
                    Unit = "line",
                    Detail = string.Create(
                        CultureInfo.InvariantCulture,
                        $"the first is row {rows[0]}{(reason.Length > 0 ? $": {reason}" : "")}"
                    ),
                    Advice = "Correct them, and land the file again.",
                },
            }
        );
    }

    // The lenient reading does not say what it met; the strict one stops at the first and does.
    private static string FirstError(ShardTable table)
    {
        try
        {
            table.Session.Run($"SELECT count(malformed) FROM {table.Source.Strict}");
            return "";
        }
        catch (DuckDBException failure) when (table.Session.IsAboutData(failure))
        {
            return new UnreadableFileException(table.Source.File, failure).Why.TrimEnd('.');
        }
    }
}
