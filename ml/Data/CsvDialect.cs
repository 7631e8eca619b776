using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessML.Ml.Data;

/// <summary>How a CSV file is written: what the definition states, and what the file's first megabyte tells of the rest.</summary>
internal sealed partial record CsvDialect
{
    private const int Sample = 1 << 20;
    private const int LinesAbove = 10;
    private const int Looked = 5000;
    private const int MaxNames = 10_000;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public required char Delimiter { get; init; }
    public required char? Quote { get; init; }

    /// <summary>The columns' names, in the file's order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Lines above the header, or above the first row.</summary>
    public int Skipped { get; init; }
    public bool HasHeader { get; init; } = true;
    public NumberFormat Numbers { get; init; } = NumberFormat.Plain;
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <exception cref="UnreadableFileException">The header does not end, is no text, or is a row.</exception>
    public static CsvDialect Of(LocalDataFile file, DataContract? contract)
    {
        var text = Start(file);
        var format = contract?.Format;
        var wanted = contract is null ? [] : NestedPaths.Wanted(contract).Select(CanonicalText.OfName).ToHashSet(StringComparer.Ordinal);
        char? quote = format?.Quote is { } stated ? (stated.Length == 0 ? null : stated[0]) : '"';
        var separator = SeparatorLine().Match(text);
        var candidates =
            format?.Delimiter is { Length: > 0 } one ? [one[0]]
            : separator.Success ? [separator.Groups[1].Value[0]]
            : Delimiters;
        var dialect = format?.Header is { Count: > 0 } names
            ? Headless(text, candidates, quote, names, separator.Success)
            : Headed(file, text, candidates, quote, wanted, format, separator.Success);
        if (!dialect.Names.Any(name => wanted.Contains(CanonicalText.OfName(name))) && LooksLikeARow(dialect.Names))
        {
            throw new UnreadableFileException(
                file.Name,
                $"its first line holds values ({Shown.Choice(dialect.Names)}), not names of columns.",
                "Add a header line, or name the columns in 'data.format.header'."
            );
        }

        return dialect.Names.Count <= MaxNames
            ? dialect.WithNumbers(text, contract).WithNotes(format)
            : throw new UnreadableFileException(file.Name, $"its header names {dialect.Names.Count} columns; at most {MaxNames} are read.");
    }

    // The delimiter and the line by which most of the wanted columns are named.
    private static CsvDialect Headed(
        LocalDataFile file,
        string text,
        char[] candidates,
        char? quote,
        HashSet<string> wanted,
        FormatSettings? format,
        bool isSeparated
    )
    {
        (int Found, int Line, char Delimiter, List<string>? Names) best = default;
        foreach (var delimiter in candidates)
        {
            var comments = 0;
            foreach (
                var (line, cells) in CsvRecords.Of(text, delimiter, quote, LinesAbove + (isSeparated ? 1 : 0)).Skip(isSeparated ? 1 : 0)
            )
            {
                if (format?.Comment is { Length: > 0 } comment && cells[0].StartsWith(comment, StringComparison.Ordinal))
                {
                    comments++;
                    continue;
                }

                var found = cells.Select(CanonicalText.OfName).Distinct().Count(wanted.Contains);
                // One word alone may be a title's.
                if (best.Names is null || (found > best.Found && (found > 1 || wanted.Count == 1 || line == comments)))
                {
                    // DuckDB does not count comments among the lines that it skips.
                    best = (found, line - comments, delimiter, cells);
                }
            }
        }

        return best.Names is null
                ? throw new UnreadableFileException(
                    file.Name,
                    "its header line does not end: a quote is not closed, or it is not a CSV file."
                )
            : best.Names.Exists(name => name.AsSpan().ContainsAny('\0', '\uFFFD')) ? throw NotText(file)
            : new()
            {
                Delimiter = best.Delimiter,
                Quote = quote,
                Names = best.Names,
                Skipped = best.Line,
            };
    }

    private static CsvDialect Headless(string text, char[] candidates, char? quote, IReadOnlyList<string> names, bool isSeparated) =>
        new()
        {
            Delimiter = candidates.MaxBy(delimiter =>
                CsvRecords.Of(text, delimiter, quote, Looked).Count(record => record.Cells.Count == names.Count)
            ),
            Quote = quote,
            Names = names,
            HasHeader = false,
            Skipped = isSeparated ? 1 : 0,
        };

    private static bool LooksLikeARow(IReadOnlyList<string> names) =>
        names.Count > 1 && names.Any(name => NumberOfEither().IsMatch(name.Trim()));

    // By the cells of the columns that must be numbers: what can mean two things means nothing.
    private CsvDialect WithNumbers(string text, DataContract? contract)
    {
        var stated = contract?.Format;
        if (contract is null || stated?.Decimal is not null || stated?.Thousands is not null)
        {
            return this with { Numbers = new(stated?.Decimal?[0] ?? (stated?.Thousands == "." ? ',' : '.'), stated?.Thousands?[0]) };
        }

        var numbers = contract
            .Whole.Columns.Where(column => column.Type is ColumnType.Number or ColumnType.Integer)
            .Select(column => column.Name)
            .Concat(contract.Label.Task == TaskKind.Regression ? [contract.Label.Name] : [])
            .Select(CanonicalText.OfName)
            .ToHashSet(StringComparer.Ordinal);
        int[] places = [.. Names.Index().Where(name => numbers.Contains(CanonicalText.OfName(name.Item))).Select(name => name.Index)];
        if (places.Length == 0)
        {
            return this;
        }

        var (point, comma, groupedPoint, groupedComma, either) = (0, 0, 0, 0, 0);
        foreach (var (_, cells) in CsvRecords.Of(text, Delimiter, Quote, Looked).SkipWhile(record => record.Line <= Skipped && HasHeader))
        {
            foreach (var place in places.Where(place => place < cells.Count))
            {
                var cell = cells[place].Trim();
                if (cell.AsSpan().IndexOfAny('.', ',') < 0)
                {
                    continue;
                }

                point += PointOnly().IsMatch(cell) ? 1 : 0;
                groupedPoint += GroupedWithPoint().IsMatch(cell) ? 1 : 0;
                groupedComma += GroupedWithComma().IsMatch(cell) ? 1 : 0;
                var grouped = EitherGrouped().IsMatch(cell);
                either += grouped ? 1 : 0;
                comma += !grouped && CommaOnly().IsMatch(cell) ? 1 : 0;
            }
        }

        return (point, comma, groupedPoint, groupedComma) switch
        {
            (_, 0, > 0, 0) => this with { Numbers = new('.', ',') },
            (0, _, 0, > 0) => this with { Numbers = new(',', '.') },
            (0, > 0, 0, 0) => this with { Numbers = new(',', null) },
            _ => this,
        };
    }

    private CsvDialect WithNotes(FormatSettings? stated)
    {
        List<string> notes = [];
        if (Delimiter != ',' && stated?.Delimiter is null)
        {
            notes.Add($"with {(Delimiter == '\t' ? "tabs" : $"'{Delimiter}'")} between cells");
        }

        if (Skipped > 0)
        {
            notes.Add(
                $"without {(Skipped == 1 ? "its first line" : $"its first {Skipped} lines")}, above the {(HasHeader ? "header" : "rows")}"
            );
        }

        if (Numbers != NumberFormat.Plain && stated?.Decimal is null && stated?.Thousands is null)
        {
            notes.Add(
                $"with '{Numbers.Decimal}' as decimal mark{(Numbers.Thousands is { } mark ? $" and '{mark}' between thousands" : "")}"
            );
        }

        return this with
        {
            Notes = notes,
        };
    }

    // What cannot be decoded stands as U+FFFD: below the header it is those rows' own trouble.
    private static string Start(LocalDataFile file)
    {
        using var stream = File.OpenRead(file.Path);
        var bytes = new byte[Sample];
        var read = stream.ReadAtLeast(bytes, Sample, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF');
    }

    private static UnreadableFileException NotText(LocalDataFile file) =>
        new(file.Name, "its header line is not text: not a CSV file in UTF-8.");

    [GeneratedRegex(@"\A""?sep=(.)""?\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex(@"\A[+-]?[0-9]+([.,][0-9]+)?\z")]
    private static partial Regex NumberOfEither();

    [GeneratedRegex(@"\A[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?\z")]
    private static partial Regex PointOnly();

    [GeneratedRegex(@"\A[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?\z")]
    private static partial Regex CommaOnly();

    [GeneratedRegex(@"\A[+-]?[1-9][0-9]{0,2},[0-9]{3}\z")]
    private static partial Regex EitherGrouped();

    [GeneratedRegex(@"\A[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+\z|\A[+-]?[0-9]{1,3}(,[0-9]{3}){2,}\z")]
    private static partial Regex GroupedWithPoint();

    [GeneratedRegex(@"\A[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+\z|\A[+-]?[0-9]{1,3}(\.[0-9]{3}){2,}\z")]
    private static partial Regex GroupedWithComma();
}
