using System.Globalization;
using ServerlessML.Contracts;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>data:</c>, the columns in the order in which they are written.</summary>
internal static class DataSection
{
    private static readonly string[] Types = ["number", "integer", "category", "boolean"];

    public static DataContract Read(YamlSection? section)
    {
        if (section is null)
        {
            return new()
            {
                Columns = [],
                Label = new() { Name = "", Values = [] },
            };
        }

        var label = Label(section.Section("label", required: true));
        List<ColumnDefinition> columns = [],
            audit = [];
        var named = section.Section("columns", required: true);
        foreach (var (name, column) in named?.Named() ?? [])
        {
            var onlyAudits = column.Optional("role", "input", value => value.OneOf("input", ["input", "audit"])) == "audit";
            (onlyAudits ? audit : columns).Add(Column(name, column));
            if (name == label.Name)
            {
                named!.Report(
                    name,
                    $"'{name}' is the label, and a feature of that name would tell the model the answer; remove it from 'data.columns'"
                );
            }
            else if (name != name.Trim())
            {
                named!.Report(
                    name,
                    $"the column's name '{name}' has blanks around it; write '{name.Trim()}', which reads both from a file"
                );
            }
            else if (!onlyAudits && ModelOutput.IsReserved(name))
            {
                named!.Report(
                    name,
                    $"'{name}' is a name that a model's answer has, and no input can have it; give the column another name in the files "
                        + "and here"
                );
            }
            else if (name.Length is 0 or > 128 || name.Any(char.IsControl))
            {
                named!.Report(name, $"the column's name '{name}' must have 1 to 128 characters and no control characters");
            }
        }

        if (section.Has("columns") && columns.Count == 0)
        {
            section.Report(
                "columns",
                audit.Count == 0
                    ? "'data.columns' must name at least one column"
                    : "'data.columns' must name at least one column that a model takes: those of 'role: audit' only audit"
            );
        }

        var format = FormatSection.Read(section.Section("format"), [.. named?.Keys ?? [], label.Name]);
        section.Done();
        return new()
        {
            Columns = columns,
            Label = label,
            Audit = audit.Count == 0 ? null : audit,
            Format = format,
        };
    }

    private static ColumnDefinition Column(string name, YamlSection section)
    {
        var type = section.Required("type", "number", value => value.OneOf("number", Types));
        var category = type == "category";
        var min = section.Optional<double?>("min", null, value => value.Number(0));
        var max = section.Optional<double?>("max", null, value => value.Number(0));
        IReadOnlyList<string> values = [.. section.Texts("values").Select(CanonicalText.Of)];
        if (type == "boolean" && (section.Has("min") || section.Has("max") || section.Has("values")))
        {
            section.Report(
                "type",
                $"'{name}' is a boolean and cannot have 'min', 'max' or 'values': it is true or false, which a model takes as 1 and 0"
            );
        }
        else if (category && values.GroupBy(value => value).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            section.Report("values", $"'{name}' has the value '{twice.Key}' {twice.Count()} times in 'values' (7 and 7.0 are one)");
        }
        else if (category && (min ?? max) is not null)
        {
            section.Report(min is null ? "max" : "min", $"'{name}' is a category and cannot have 'min' or 'max'; list its 'values'");
        }
        else if (!category && section.Has("values"))
        {
            section.Report("values", $"'{name}' is a number and cannot have 'values'; set 'min' and 'max'");
        }
        else if (min > max)
        {
            section.Report("min", string.Create(CultureInfo.InvariantCulture, $"'{name}' has the 'min' {min} above its 'max' {max}"));
        }

        var column = new ColumnDefinition
        {
            Name = name,
            Type =
                category ? ColumnType.Category
                : type == "integer" ? ColumnType.Integer
                : type == "boolean" ? ColumnType.Boolean
                : ColumnType.Number,
            Min = type == "boolean" ? 0 : min,
            Max = type == "boolean" ? 1 : max,
            Values = values,
            MaxMissing = section.Optional("max-missing", 0.0, value => value.Number(0, 0, 1)),
        };
        section.Done();
        return column;
    }

    private static LabelDefinition Label(YamlSection? section)
    {
        if (section is null)
        {
            return new() { Name = "", Values = [] };
        }

        var label = new LabelDefinition
        {
            Name = section.Required("name", "", value => value.Text()),
            Values = section.Texts("values"),
            Type = section.Optional<ColumnType?>("type", null, value =>
                value.OneOf("number", ["number"]) == "number" ? ColumnType.Number : null
            ),
        };
        if (Problem(section, label) is { } problem)
        {
            section.Report(section.Has("values") ? "values" : "type", problem);
        }

        section.Done();
        return label;
    }

    private static string? Problem(YamlSection section, LabelDefinition label)
    {
        if (section.Has("type"))
        {
            return section.Has("values") ? "'data.label' has both 'values' and 'type: number'; leave one of the two out" : null;
        }

        if (label.Values.Count < 2)
        {
            return "'data.label.values' must be two values or more, or 'data.label.type' must be number";
        }

        if (label.Values.Count > LabelDefinition.MostClasses)
        {
            return $"'data.label.values' has {label.Values.Count} values; it must have at most {LabelDefinition.MostClasses}";
        }

        return label.Values.FirstOrDefault(value => value.Length is 0 or > 128 || value.Any(char.IsControl)) is { } odd
                ? $"each of 'data.label.values' must have 1 to 128 characters and no control characters; '{odd}' does not"
            : label.Values.GroupBy(CanonicalText.Of, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? $"'data.label.values' must be different values; '{twice.Key}' is there {twice.Count()} times"
            : null;
    }
}
