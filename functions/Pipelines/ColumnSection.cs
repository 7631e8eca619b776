using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads one column of <c>data.columns</c>.</summary>
internal static class ColumnSection
{
    private static readonly string[] Types = ["number", "integer", "category", "boolean", "date", "datetime", "text"];

    private static readonly SortedDictionary<string, DatePart> Parts = new(StringComparer.Ordinal)
    {
        ["year"] = DatePart.Year,
        ["month"] = DatePart.Month,
        ["day"] = DatePart.Day,
        ["weekday"] = DatePart.Weekday,
        ["day-of-year"] = DatePart.DayOfYear,
        ["hour"] = DatePart.Hour,
        ["minute"] = DatePart.Minute,
        ["elapsed"] = DatePart.Elapsed,
    };

    /// <param name="name">The column's.</param>
    /// <param name="section">What is said of it.</param>
    /// <param name="isRead">Whether it must say of which type it is.</param>
    public static ColumnDefinition Read(string name, YamlSection section, bool isRead = true)
    {
        var type = isRead
            ? section.Required("type", "number", value => value.OneOf("number", Types))
            : section.Optional("type", "number", value => value.OneOf("number", Types));
        var isDate = type is "date" or "datetime";
        var (min, max) = isDate ? Dates(name, section) : (Number(section, "min"), Number(section, "max"));
        IReadOnlyList<string> values = [.. section.Texts("values").Select(CanonicalText.Of)];
        if (Problem(name, type, section, values, min, max) is ({ } key, { } problem))
        {
            section.Report(key, problem);
        }

        var column = new ColumnDefinition
        {
            Name = name,
            Type = type switch
            {
                "category" => ColumnType.Category,
                "integer" => ColumnType.Integer,
                "boolean" => ColumnType.Boolean,
                "date" => ColumnType.Date,
                "datetime" => ColumnType.Datetime,
                "text" => ColumnType.Text,
                _ => ColumnType.Number,
            },
            Min = type == "boolean" ? 0 : min,
            Max = type == "boolean" ? 1 : max,
            Values = values,
            MaxMissing = section.Optional("max-missing", 0.0, value => value.Number(0, 0, 1)),
            Date = isDate ? Date(name, section) : null,
            Text = type == "text" ? Texts(section) : null,
        };
        section.Done();
        return column;
    }

    /// <summary>The column of what a row counts: a finite number from 0, in each row.</summary>
    public static ColumnDefinition Weight(string name, YamlSection section)
    {
        section.Optional("type", "number", value => value.OneOf("number", ["number", "integer"]));
        var max = Number(section, "max");
        section.Done();
        return new()
        {
            Name = name,
            Type = ColumnType.Number,
            Min = 0,
            Max = max,
        };
    }

    /// <summary>Reports ages that are counted to no column of dates.</summary>
    public static void CheckAges(YamlSection? named, IReadOnlyList<ColumnDefinition> columns)
    {
        foreach (var column in columns)
        {
            if (column.Date?.AgeAt is not { } at)
            {
                continue;
            }

            var dates = columns.Where(other => other.IsDate && other.Name != column.Name).Select(other => other.Name).ToList();
            if (!dates.Contains(at))
            {
                var meant = NearestName.Of(at, dates) is { } near ? $"; did you mean '{near}'?" : "";
                named!.Report(
                    column.Name,
                    $"'{column.Name}' has 'age-at: {at}', which is no other input of type date or datetime{meant}: an age is counted to "
                        + "a time that the row, or the request, has"
                );
            }
        }
    }

    private static double? Number(YamlSection section, string key) => section.Optional<double?>(key, null, value => value.Number(0));

    private static (double? Min, double? Max) Dates(string name, YamlSection section)
    {
        double? Bound(string key)
        {
            var text = section.Optional<string?>(key, null, value => value.Text());
            if (text is null || (key == "max" && text == "now"))
            {
                return null;
            }

            var minutes = CanonicalTime.Of(text, null, isDay: false);
            if (minutes is null)
            {
                section.Report(
                    key,
                    $"'{name}' has '{key}: {text}', which is no date such as 2026-01-31{(key == "max" ? ", and not 'now'" : "")}"
                );
            }

            return minutes;
        }

        return (Bound("min"), Bound("max"));
    }

    private static TextSettings? Texts(YamlSection section)
    {
        var settings = new TextSettings
        {
            Vocabulary = section.Optional<int?>("vocabulary", null, value => value.Integer(0, 1, TextSettings.MostVocabulary)),
            MinRows = section.Optional<int?>("min-rows", null, value => value.Integer(0, 1)),
        };
        return settings == new TextSettings() ? null : settings;
    }

    private static DateSettings Date(string name, YamlSection section)
    {
        var format = section.Optional<string?>("format", null, value => value.Text());
        if (format is not null && CanonicalTime.WhyNoFormat(format) is { } why)
        {
            section.Report("format", $"'{name}' has 'format: {format}', which {why}");
        }

        IReadOnlyList<DatePart>? parts = section.Has("parts")
            ?
            [
                .. section
                    .Texts("parts")
                    .Select(part =>
                    {
                        if (!Parts.ContainsKey(part))
                        {
                            var meant = NearestName.Of(part, Parts.Keys) is { } near ? $"; did you mean '{near}'?" : "";
                            section.Report("parts", $"'{name}' has the part '{part}'; parts are {string.Join(", ", Parts.Keys)}{meant}");
                        }

                        return Parts.GetValueOrDefault(part);
                    })
                    .Distinct(),
            ]
            : null;
        var settings = new DateSettings
        {
            Format = format,
            Parts = parts,
            Cyclic = section.Optional("cyclic", false, value => value.Boolean(false)) ? true : null,
            AgeAt = section.Optional<string?>("age-at", null, value => value.Text()),
            UntilNow = section.Optional("max", "", value => value.Text()) == "now" ? true : null,
            OrNow = section.Optional("default", "", value => value.OneOf("now", ["now"])) == "now" ? true : null,
        };
        return settings;
    }

    private static (string? Key, string? Problem) Problem(
        string name,
        string type,
        YamlSection section,
        IReadOnlyList<string> values,
        double? min,
        double? max
    )
    {
        if (type == "boolean" && (section.Has("min") || section.Has("max") || section.Has("values")))
        {
            return (
                "type",
                $"'{name}' is a boolean and cannot have 'min', 'max' or 'values': it is true or false, which a model takes as 1 and 0"
            );
        }

        if (type == "text" && (section.Has("min") || section.Has("max") || section.Has("values")))
        {
            return (
                "type",
                $"'{name}' is a text and cannot have 'min', 'max' or 'values': models learn its words; a text of some values is a category"
            );
        }

        if (type == "category")
        {
            return values.GroupBy(value => value).FirstOrDefault(same => same.Count() > 1) is { } twice
                    ? ("values", $"'{name}' has the value '{twice.Key}' {twice.Count()} times in 'values' (7 and 7.0 are one)")
                : (min ?? max) is not null
                    ? (min is null ? "max" : "min", $"'{name}' is a category and cannot have 'min' or 'max'; list its 'values'")
                : default;
        }

        if (section.Has("values"))
        {
            return (
                "values",
                type is "date" or "datetime"
                    ? $"'{name}' is a date and cannot have 'values'; set 'min' and 'max'"
                    : $"'{name}' is a number and cannot have 'values'; set 'min' and 'max'"
            );
        }

        string Bound(double? value) =>
            type is "date" or "datetime"
                ? CanonicalTime.Text(value!.Value, isDay: type == "date")
                : value!.Value.ToString(CultureInfo.InvariantCulture);
        return min > max ? ("min", $"'{name}' has the 'min' {Bound(min)} above its 'max' {Bound(max)}") : default;
    }
}
