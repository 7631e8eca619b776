using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>evaluation.unproven</c>: one rule for all checks, or a mapping of checks to rules.</summary>
internal static class UnprovenSection
{
    private const string Key = "unproven";
    private const string Otherwise = "otherwise";
    private static readonly string[] Rules = ["ask", "accept", "reject"];

    public static UnprovenPolicy? Read(YamlSection section, LabelDefinition label)
    {
        if (!section.IsMapping(Key))
        {
            return section.Has(Key) ? new() { Otherwise = section.Optional(Key, UnprovenRule.Ask, Rule) } : null;
        }

        var rules = section.Section(Key)!;
        var checks = new SortedDictionary<string, UnprovenRule>(StringComparer.Ordinal);
        foreach (var check in rules.Keys)
        {
            checks[check] = rules.Optional(check, UnprovenRule.Ask, Rule);
            if (check != Otherwise && !Known(label).Any(known => check == known || check.StartsWith($"{known}:", StringComparison.Ordinal)))
            {
                rules.Report(
                    check,
                    $"'evaluation.unproven' names '{check}', which is no check; known here: {Otherwise}, "
                        + $"{string.Join(", ", Known(label))}, and each of these for one column, such as 'parity:city'"
                );
            }
        }

        checks.Remove(Otherwise, out var otherwise);
        return new() { Otherwise = otherwise, Checks = checks };
    }

    private static IEnumerable<string> Known(LabelDefinition label) =>
        [
            .. QualityMeasure.Of(label.Task, []).Select(measure => measure.Name),
            .. label.Task == TaskKind.MultiClass ? [QualityMeasure.RecallOf.TrimEnd(':')] : Array.Empty<string>(),
            UnprovenPolicy.Gain,
            "slice-loss",
            RepeatedColumn.Check,
            .. label.Task == TaskKind.Binary
                ? ["parity", "odds", "false-positives", "false-negatives", "precision-parity"]
                : Array.Empty<string>(),
        ];

    private static UnprovenRule Rule(YamlScalar value) =>
        value.OneOf("ask", Rules) switch
        {
            "accept" => UnprovenRule.Accept,
            "reject" => UnprovenRule.Reject,
            _ => UnprovenRule.Ask,
        };
}
