using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>evaluation.split</c>: <c>row</c>, <c>inputs</c>, or a mapping with <c>key</c> or <c>time</c>.</summary>
internal static class SplitSection
{
    private const string Key = "split";
    private const double LeastShare = 0.01;
    private const double MostShare = 0.9;

    /// <returns>What is stated, null for the default, and the share of newest rows, null where it does not say.</returns>
    public static (SplitSettings? Split, double? Last) Read(YamlSection evaluation, DataContract data)
    {
        if (!evaluation.IsMapping(Key))
        {
            var kind = evaluation.Optional(Key, "row", value => value.OneOf("row", ["row", "inputs", "key", "time"]));
            if (kind is "key" or "time")
            {
                evaluation.Report(
                    Key,
                    kind == "key"
                        ? "'evaluation.split' by key names the columns that an entity is known by, such as { key: [patient_id] }"
                        : "'evaluation.split' by time names the column that has it, such as { time: { column: at, last: 0.2 } }"
                );
            }

            return (kind == "inputs" ? new() { Kind = SplitKind.Inputs } : null, null);
        }

        var section = evaluation.Section(Key)!;
        var (hasKey, time) = (section.Has("key"), section.Section("time"));
        var key = hasKey ? section.Choices("key") : section.Texts("key");
        if (hasKey == time is not null || (hasKey && key.Count == 0))
        {
            evaluation.Report(Key, "'evaluation.split' must have either 'key', with at least one column, or 'time'");
        }

        foreach (var column in key.Where(column => column == data.Label.Name || key.Count(other => other == column) > 1).Distinct())
        {
            section.Report(
                "key",
                column == data.Label.Name
                    ? $"'{column}' is the label: a holdout of whole classes would say nothing of new rows"
                    : $"'{column}' is named twice in 'evaluation.split.key'"
            );
        }

        var read = time is null ? (null, null) : Time(time);
        section.Done();
        if (read.Last is not null && evaluation.Has("holdout"))
        {
            evaluation.Report("holdout", "'evaluation.holdout' and 'evaluation.split.time.last' are the same share: give one of them");
        }

        return (
            new()
            {
                Kind = time is null ? SplitKind.Key : SplitKind.Time,
                Key = key,
                Time = read.Time,
            },
            read.Last
        );
    }

    private static (SplitTime? Time, double? Last) Time(YamlSection section)
    {
        var column = section.Required("column", "", value => value.Text());
        var last = section.Optional<double?>("last", null, value => value.Number(0.2, LeastShare, MostShare));
        var gap = section.Optional("gap", 0.0, value => value.Span());
        section.Done();
        return (new() { Column = column, Gap = gap }, last);
    }
}
