using ServerlessML.Contracts;
using ServerlessML.Ml.Onnx;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>data:</c>, the columns in the order in which they are written.</summary>
internal static class DataSection
{
    private static readonly string[] Roles = ["input", "audit", "weight", "ignore"];

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
            audit = [],
            weights = [];
        List<string> ignored = [];
        var named = section.Section("columns", required: true);
        foreach (var (name, column) in named?.Named() ?? [])
        {
            var role = column.Optional("role", "input", value => value.OneOf("input", Roles));
            switch (role)
            {
                case "ignore":
                    // What else is said of it is kept for the day on which it is read again.
                    ColumnSection.Read(name, column, isRead: false);
                    ignored.Add(name);
                    break;
                case "weight":
                    weights.Add(ColumnSection.Weight(name, column));
                    break;
                default:
                    (role == "audit" ? audit : columns).Add(ColumnSection.Read(name, column));
                    break;
            }

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
            else if (role == "input" && ModelOutput.IsReserved(name))
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
                audit.Count + weights.Count + ignored.Count == 0
                    ? "'data.columns' must name at least one column"
                    : "'data.columns' must name at least one column that a model takes: those of 'role: audit', 'weight' and 'ignore' are "
                        + "none"
            );
        }

        if (weights.Count > 1)
        {
            named!.Report(
                weights[1].Name,
                $"'{weights[0].Name}' and '{weights[1].Name}' are both of 'role: weight'; a row has one weight, so give one of them "
                    + "another role"
            );
        }

        ColumnSection.CheckAges(named, columns);

        var format = FormatSection.Read(section.Section("format"), [.. named?.Keys ?? [], label.Name]);
        section.Done();
        return new()
        {
            Columns = columns,
            Label = label,
            Audit = audit.Count == 0 ? null : audit,
            Weight = weights.FirstOrDefault(),
            Ignored = ignored.Count == 0 ? null : ignored,
            Format = format,
        };
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
            DropMissing = section.Optional("missing", "reject", value => value.OneOf("reject", ["reject", "drop"])) == "drop" ? true : null,
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
