using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessML.Contracts;
using ServerlessML.Ml.Data.Survey;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Functions.Pipelines;

/// <summary>A line of <c>data.columns</c> that is a guess.</summary>
/// <param name="Name">The column's.</param>
/// <param name="Settings">Keys with their values, as YAML.</param>
/// <param name="Comment">Why so; null where it is plain.</param>
internal sealed partial record DraftedColumn(string Name, IReadOnlyList<(string Key, string Value)> Settings, string? Comment)
{
    private const int MostListed = 12;
    private const int FewRows = 20;
    private const double NearlyAll = 0.95;
    private const double MostlyDistinct = 0.5;

    /// <summary>Whether a model takes it.</summary>
    public bool IsInput => !Settings.Any(setting => setting.Key == "role");

    public static DraftedColumn Of(SurveyedColumn column) =>
        Why(column) is { } why ? Ignored(column, why)
        : IsWeight(column) ? new(column.Name, [("role", "weight")], "looks like what a row counts; without the role a model takes it")
        : Typed(column) is var typed && Protected().IsMatch(column.Name)
            ? typed with
            {
                Settings = [.. typed.Settings, ("role", "audit")],
                Comment = Joined(
                    "looks like what people are protected by: models are judged by it and do not take it; without the role they do",
                    typed.Comment
                ),
            }
        : typed;

    public static DraftedColumn Ignored(SurveyedColumn column, string why) => new(column.Name, [("role", "ignore")], why);

    /// <summary>Whether the column looks like what one entity of many rows is known by.</summary>
    public static bool IsKey(SurveyedColumn column) =>
        column is { IsScalar: true, IsFolder: false, Missing: 0, Words: 0 }
        && Identifies().IsMatch(column.Name)
        && column.Distinct >= FewRows
        && column.Distinct < 0.8 * column.Rows
        && (column.Numbers < column.Rows || column.Whole == column.Rows);

    private static string? Why(SurveyedColumn column)
    {
        if (!column.IsScalar)
        {
            return "a list or an object, which is no value";
        }

        if (column.Present == 0)
        {
            return "has no value in any row";
        }

        if (column.Distinct == 1 && column.Missing + column.Words == 0)
        {
            return $"is {Quoted(column.Values[0].Text)} in every row, which tells nothing";
        }

        if (ModelOutput.IsReserved(column.Name))
        {
            return "has the name of a model's answer; to be an input it needs another name in the files";
        }

        if (IsKey(column))
        {
            return "looks like an id that comes again: evaluation.split, below, keeps its rows together";
        }

        var unique = column.Distinct >= NearlyAll * column.Present && column.Present >= FewRows;
        var whole = column.Whole == column.Present;
        return unique && whole && column.Dates is null && (Identifies().IsMatch(column.Name) || IsCounted(column))
                ? "another number in nearly every row, as an id has"
            : whole && column.Coded == 0 && column.DistinctSingles < column.Distinct && unique
                ? "whole numbers that a model cannot tell apart, and another one in nearly every row, as an id has"
            : unique && column.Numbers < column.Present && column.Dates is null && !IsSentences(column)
                ? "another text in nearly every row, as an id has"
            : null;
    }

    // Names of people have two words and differ, titles and remarks have more, or come again.
    private static bool IsSentences(SurveyedColumn column) =>
        column is { Numbers: 0, Dates: null, IsFolder: false }
        && column.Distinct >= Math.Max(FewRows, MostlyDistinct * column.Present)
        && column.MeanWords >= (column.Distinct >= NearlyAll * column.Present ? 3 : 2)
        && !Identifies().IsMatch(column.Name);

    // 1, 2, 3 and so on, as rows are numbered.
    private static bool IsCounted(SurveyedColumn column) =>
        column.Max - column.Min == column.Distinct - 1 && column.Distinct == column.Rows;

    private static bool IsWeight(SurveyedColumn column) =>
        Weighs().IsMatch(column.Name) && column.Numbers == column.Rows && column is { Min: >= 0, Max: > 0 };

    private static DraftedColumn Typed(SurveyedColumn column)
    {
        List<(string, string)> settings = [];
        string? comment = null;
        if (column.Dates is { } dates)
        {
            settings.Add(("type", dates.HasTime ? "datetime" : "date"));
            if (dates.Format is { } format)
            {
                settings.Add(("format", Quoted(format)));
            }

            comment = $"{CanonicalTime.Text(dates.First, !dates.HasTime)} to {CanonicalTime.Text(dates.Last, !dates.HasTime)}";
            comment += dates.Other is { } other ? $"; {other} would suit all of them as well" : "";
        }
        else if (column.IsBoolean || (column.Truths == column.Present && (column.Numbers == 0 || column.Numbers == column.Present)))
        {
            settings.Add(("type", "boolean"));
        }
        else if (IsSentences(column))
        {
            settings.Add(("type", "text"));
            comment = "texts that mostly differ: models learn their words; as a category each would be one of its own";
        }
        else if (column.Coded == 0 && column.Numbers + OddRows(column) == column.Present && column.Numbers > 0)
        {
            (settings, comment) = Number(column);
        }
        else
        {
            settings.Add(("type", "category"));
            // Fewer rows than that say little of what else there may be.
            if (column.Words == 0 && column.Distinct <= MostListed && column.Present >= FewRows * column.Distinct)
            {
                settings.Add(
                    ("values", $"[{string.Join(", ", column.Values.Select(value => Quoted(value.Text)).Order(StringComparer.Ordinal))}]")
                );
                comment = "all values seen; leave 'values' out to take any";
            }
            else
            {
                comment = column.Coded > 0 ? "codes: they begin with zeros" : null;
            }
        }

        var missing = column.Rows - column.Present + (settings[0].Item2 is "number" or "integer" ? OddRows(column) : 0);
        // Words for a missing value are values of a category.
        missing -= settings[0].Item2 is "category" or "text" ? column.Words : 0;
        if (missing > 0)
        {
            var share = (double)missing / column.Rows;
            settings.Add(("max-missing", Share(share).ToString("0.##", CultureInfo.InvariantCulture)));
            comment = Joined(string.Create(CultureInfo.InvariantCulture, $"{Math.Max(share, 0.001):0.0 %} are missing"), comment);
        }

        return new(column.Name, settings, comment);
    }

    private static (List<(string, string)> Settings, string? Comment) Number(SurveyedColumn column)
    {
        var whole = column.Whole == column.Numbers;
        if (whole && column.DistinctSingles < column.Distinct - column.Odd.Count)
        {
            return ([("type", "category")], "whole numbers that a model could not tell apart as numbers");
        }

        var (min, max) = (column.Min!.Value, column.Max!.Value);
        List<(string, string)> settings = [("type", whole ? "integer" : "number")];
        // Wide enough for what the next batches bring, and narrow enough for another unit to be noticed.
        var room = Math.Max(max - min, Math.Abs(max));
        settings.Add(("min", min >= 0 ? "0" : Text(Outwards(min - room))));
        settings.Add(("max", Text(Outwards(max + room))));
        return (settings, string.Create(CultureInfo.InvariantCulture, $"{min:G6} to {max:G6}"));
    }

    private static long OddRows(SurveyedColumn column) => column.Odd.Count == 0 ? 0 : column.Present - column.Numbers;

    // To two digits, away from zero, so that it is never within what was seen.
    private static double Outwards(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return double.IsFinite(value) ? 0 : Math.CopySign(float.MaxValue, value);
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return Math.CopySign(Math.Ceiling(Math.Abs(value) / unit) * unit, value);
    }

    private static string Text(double value) =>
        Math.Abs(value) is >= 1e15 or (> 0 and < 1e-4)
            ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
            : ((decimal)value).ToString("0.######", CultureInfo.InvariantCulture);

    // Half as much again as was seen, and at least a hundredth.
    private static double Share(double seen) => Math.Min(1, Math.Ceiling(Math.Max(0.01, 1.5 * seen) * 100) / 100);

    private static string Joined(string first, string? then) => then is null ? first : $"{first}; {then}";

    /// <summary>A text as YAML has it.</summary>
    public static string Quoted(string text) =>
        Plain().IsMatch(text) ? text
        : text.Any(char.IsControl)
            ? $"\"{string.Concat(text.Select(letter => letter is '"' or '\\' ? $"\\{letter}" : char.IsControl(letter) ? $"\\u{(int)letter:x4}" : $"{letter}"))}\""
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(
        @"\A(?!(?i:null|true|false|yes|no|on|off|y|n)\z)[\p{L}_][\p{L}\p{N}_]*([ .-][\p{L}\p{N}_]+)*\z|\A-?(0|[1-9][0-9]{0,14})\z"
    )]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"(?i:(\A|[_ .-])(id|uuid|guid|key|email|e-mail|ssn|iban|passport)\z)|(?<=[a-z])(Id|ID)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Identifies();

    [GeneratedRegex(@"(?i)\A(sample_?weight|instance_?weight|case_?weight|row_?weight|survey_?weight|fnlwgt|pweight|wgt)\z")]
    private static partial Regex Weighs();

    [GeneratedRegex(@"(?i)(\A|[_ .-])(sex|gender|race|ethnicity|ethnic|religion|nationality|disability|sexual_orientation)(\z|[_ .-])")]
    private static partial Regex Protected();
}
