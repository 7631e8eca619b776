using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>validation.drift:</c>, a word or a section.</summary>
internal static class DriftSection
{
    public static DriftRules? Read(YamlSection validation, DataContract data)
    {
        if (validation.Has("drift") && validation.Has("max-drift"))
        {
            validation.Report("max-drift", "'validation.max-drift' is the older form of 'validation.drift': leave it out");
        }

        if (validation.Has("drift") && !validation.IsMapping("drift"))
        {
            return new() { Severity = validation.Optional("drift", RuleSeverity.Warn, value => value.Severity(canBeOff: true)) };
        }

        if (validation.Section("drift") is not { } section)
        {
            return null;
        }

        var otherwise = new DriftRules();
        var rules = new DriftRules
        {
            Severity = section.Optional("severity", otherwise.Severity, value => value.Severity(canBeOff: true)),
            Limit = section.Optional("limit", otherwise.Limit, value => value.Number(otherwise.Limit, 0.001, 1000)),
            Columns = Columns(section.Section("columns"), data),
        };
        section.Done();
        return rules;
    }

    private static SortedDictionary<string, double>? Columns(YamlSection? section, DataContract data)
    {
        if (section is null)
        {
            return null;
        }

        var known = data.Whole.Columns.Select(column => column.Name).ToList();
        var limits = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in known.Where(section.Has))
        {
            limits[name] = section.Optional(name, 0.1, value => value.Number(0.1, 0.001, 1000));
        }

        foreach (var name in section.Keys.Except(known, StringComparer.Ordinal))
        {
            section.Optional(name, 0.0, _ => 0);
            var meant = NearestName.Of(name, known) is { } near ? $"; did you mean '{near}'?" : $"; it has {string.Join(", ", known)}";
            section.Report(name, $"the definition has no column '{name}'{meant}");
        }

        section.Done();
        return limits.Count == 0 ? null : limits;
    }
}
