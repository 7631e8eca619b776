using System.Globalization;
using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Intake;
using ServerlessML.Functions.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Data.Survey;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Drafts <c>pipeline.yaml</c> from what files hold: a definition that they keep, with a comment where it is a guess.</summary>
/// <param name="Yaml">The definition.</param>
/// <param name="Remarks">What people must see to themselves, as sentences.</param>
public sealed record DefinitionDraft(string Yaml, IReadOnlyList<string> Remarks)
{
    private const int UsualRows = 100;
    private const int FewestRows = 50;
    private const int LongestName = 40;

    /// <param name="paths">Files and folders of one batch, on this machine.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="name">The pipeline's; null for one like the first file's.</param>
    /// <exception cref="DraftException">The files cannot be read, or nothing can be learnt from them.</exception>
    public static DefinitionDraft OfFiles(IReadOnlyList<string> paths, string label, string? name)
    {
        try
        {
            var batch = FilesAtHand.Of(paths);
            return batch.Files.Count == 0
                ? throw new DraftException($"None of the files can be read: save the rows as {DataFormats.Known}.")
                : Of(
                    TableSurvey.Of(batch.Files, label),
                    label,
                    name ?? Path.GetFileName(paths[0].TrimEnd('/')),
                    batch.Files.Count == 1 ? batch.Files[0].Name : $"{batch.Files.Count} files"
                );
        }
        catch (Exception e) when (e is UnreadableFileException or FileNotFoundException)
        {
            throw new DraftException(e.Message);
        }
    }

    /// <param name="table">What the files hold.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="name">The pipeline's, or a text that it is made of.</param>
    /// <param name="source">What was looked through, for the first line.</param>
    /// <exception cref="DraftException">Nothing can be learnt from it.</exception>
    public static DefinitionDraft Of(SurveyedTable table, string label, string name, string source)
    {
        var wanted = CanonicalText.OfName(label);
        table = WithoutDoubt(table);
        var target = table.Columns.Single(column => column.Name == wanted);
        var drafted = DraftedLabel.Of(target);
        var columns = Columns(table, wanted);
        if (!columns.Any(column => column.IsInput))
        {
            throw new DraftException(
                $"No column but the label '{wanted}' has values that a model could learn from: "
                    + $"{string.Join("; ", columns.Take(5).Select(column => $"'{column.Name}' {column.Comment}"))}."
            );
        }

        var yaml = new StringBuilder();
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"# Drafted from {source}: {table.Rows:N0} rows. What is behind a # is a guess, or why.\n"
        );
        yaml.Append(CultureInfo.InvariantCulture, $"name: {NameOf(name)}\n\ndata:\n  columns:\n");
        foreach (var column in columns)
        {
            var settings = string.Join(", ", column.Settings.Select(setting => $"{setting.Key}: {setting.Value}"));
            Line(yaml, $"    {Key(column.Name)}: {{ {settings} }}", column.Comment);
        }

        Line(yaml, $"  label: {drafted.Yaml}", drafted.Comment);
        Format(yaml, table);
        var rows = DraftedLabel.PresentOf(target);
        if (rows < 2 * UsualRows)
        {
            Line(yaml, $"\nvalidation:\n  min-rows: {Math.Max(1, rows / 2)}", "the usual 100 is for larger batches");
        }

        Split(yaml, table, wanted);
        return new(yaml.ToString(), [.. Warnings(table, target)]);
    }

    private static List<DraftedColumn> Columns(SurveyedTable table, string label)
    {
        List<DraftedColumn> columns =
        [
            .. table
                .Columns.Where(column => column.Name != label && column.Name.Length <= 128 && !column.Name.Any(char.IsControl))
                .Select(DraftedColumn.Of),
        ];
        // One weight there may be; and where people are all that rows tell of, models take what they would be judged by.
        var weight = columns.FindIndex(column => column.Settings[0].Value == "weight");
        return
        [
            .. columns.Select(
                (column, place) =>
                    column.Settings[0].Value == "weight" && place > weight ? column with { Settings = [("role", "ignore")] }
                    : column.Settings[^1].Value == "audit" && !columns.Exists(other => other.IsInput)
                        ? column with
                        {
                            Settings = [.. column.Settings.SkipLast(1)],
                        }
                    : column
            ),
        ];
    }

    // A text that stands for nothing in one column and for something in another is no missing value of the files.
    private static SurveyedTable WithoutDoubt(SurveyedTable table)
    {
        var values = table
            .Columns.Where(column => column.Numbers < column.Present && column.Odd.Count == 0)
            .SelectMany(column => column.Values.Select(value => value.Text))
            .ToHashSet(StringComparer.Ordinal);
        return table with
        {
            Columns = [.. table.Columns.Select(column => column.Odd.Any(values.Contains) ? column with { Odd = [] } : column)],
        };
    }

    private static void Format(StringBuilder yaml, SurveyedTable table)
    {
        List<(string, string)> settings = [];
        if (table.Format is { Thousands: { } thousands } format)
        {
            settings.Add(("decimal", $"'{format.Decimal}'"));
            settings.Add(("thousands", $"'{thousands}'"));
        }

        var odd = table.Columns.Where(column => column.Dates is null).SelectMany(column => column.Odd).Distinct().ToList();
        if (odd.Count > 0)
        {
            settings.Add(("missing", $"[{string.Join(", ", odd.Select(DraftedColumn.Quoted))}]"));
        }

        if (settings.Count > 0)
        {
            Line(
                yaml,
                $"  format: {{ {string.Join(", ", settings.Select(setting => $"{setting.Item1}: {setting.Item2}"))} }}",
                odd.Count == 0 ? "1,234 is taken for a thousand and more" : "texts in columns of numbers that seem to mean a missing value"
            );
        }
    }

    private static void Split(StringBuilder yaml, SurveyedTable table, string label)
    {
        var keys = table.Columns.Where(column => column.Name != label && DraftedColumn.IsKey(column)).ToList();
        var time = table.Columns.FirstOrDefault(column => column is { Dates: not null, Missing: 0, Words: 0, Distinct: > 20 });
        if (keys.MaxBy(column => column.Distinct) is { } key)
        {
            Line(
                yaml,
                $"\nevaluation:\n  split: {{ key: [{DraftedColumn.Quoted(key.Name)}] }}",
                "the rows of one are all trained on or all held out; leave it out where rows have nothing to do with each other"
            );
        }
        else if (time is not null)
        {
            yaml.Append("\n# evaluation:\n");
            Line(
                yaml,
                $"#   split: {{ time: {{ column: {DraftedColumn.Quoted(time.Name)}, last: 0.2 }} }}",
                "would judge models by the newest rows, as they will be used"
            );
        }
    }

    private static IEnumerable<string> Warnings(SurveyedTable table, SurveyedColumn label)
    {
        var rows = DraftedLabel.PresentOf(label);
        if (rows < table.Rows)
        {
            yield return $"The label '{label.Name}' is missing in {table.Rows - rows:N0} of {table.Rows:N0} rows: these are left "
                + "out of what is trained on and judged by. With 'missing: reject' in 'data.label' a batch with such rows is rejected.";
        }

        if (rows < FewestRows)
        {
            yield return $"{rows:N0} rows are few to learn from, and fewer to judge a model by.";
        }

        foreach (var name in table.Twice)
        {
            yield return $"A file has the column '{name}' more than once: it is left out, since nobody can say which is meant.";
        }
    }

    private static void Line(StringBuilder yaml, string text, string? comment) =>
        yaml.Append(text).Append(comment is null ? "" : $"   # {comment.ReplaceLineEndings(" ")}").Append('\n');

    // A key that a text could be taken for is quoted as well.
    private static string Key(string name) => name.All(char.IsAsciiDigit) ? $"'{name}'" : DraftedColumn.Quoted(name);

    private static string NameOf(string text)
    {
        while (DataFormats.Of(text) is not null)
        {
            text = Path.GetFileNameWithoutExtension(text);
        }

        var name = string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        while (name.Contains("--", StringComparison.Ordinal))
        {
            name = name.Replace("--", "-", StringComparison.Ordinal);
        }

        name = name.Trim('-');
        name = name is [>= 'a' and <= 'z', _, _, ..] ? name : $"pipeline-{name}";
        return name[..Math.Min(name.Length, LongestName)].Trim('-');
    }
}
