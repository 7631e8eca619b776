using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>The fan-in of validation: the shards' reports as one, and the rules that only the whole batch can be held to.</summary>
public static class BatchReport
{
    /// <param name="runId">The run that asks.</param>
    /// <param name="definition">Its pipeline.</param>
    /// <param name="batch">The batch's name.</param>
    /// <param name="shards">One report a file, in the manifest's order.</param>
    /// <param name="baseline">The champion's training profile; null before there is one.</param>
    /// <param name="context">What else is known about the batch; null for nothing.</param>
    public static ValidationReport Join(
        string runId,
        PipelineDefinition definition,
        string batch,
        IReadOnlyList<ShardReport> shards,
        DatasetProfile? baseline,
        BatchContext? context = null
    )
    {
        context ??= new();
        // A part without rows has nothing to tell, and may not even know its types.
        var profiles = shards.Select(shard => shard.Profile).OfType<DatasetProfile>().Where(part => part.Rows > 0).ToList();
        var profile = profiles.Count == 0 ? null : ProfileMerge.Merge(profiles);
        var moved = definition.Validation.Drift
            ?? new() { Severity = definition.Validation.MaxDrift is null ? RuleSeverity.Warn : RuleSeverity.Off };
        var drift = profile is null || baseline is null ? [] : BatchDrift.Between(baseline, profile, moved);
        var rows = shards.Sum(shard => shard.Rows);
        var unlike = definition.Validation.Anomalies ?? new();
        var anomalies = profile is null ? [] : BatchAnomalies.Between(profile, context.Earlier, unlike);
        var inSchema = definition.Validation.Schema ?? RuleSeverity.Warn;
        var differences =
            profile is null || context.Schema is not { } schema || inSchema == RuleSeverity.Off
                ? []
                : SchemaComparison.Between(schema, definition.Data, profile, Extra(shards));
        var violations = BatchRules.Ordered([
            .. BatchRules.Check(shards, definition.Data.Whole, definition.Validation, definition.Evaluation.Split, context.Beside),
            .. OneClass(profile, definition.Data.Label),
            .. Moved(drift, definition.Validation, rows),
            .. profile is not null && baseline is not null ? BatchDrift.Sentences(drift, baseline, profile, moved, rows) : [],
            .. ExpectationJudge.Check(definition.Validation.Expectations, shards, profile, context.Unique),
            .. context.Schema is { } known ? SchemaSentence.Of(differences, known, inSchema, rows) : [],
            .. AnomalySentence.Of(anomalies, definition.Data.Label, unlike, rows),
        ]);
        return new()
        {
            RunId = runId,
            Pipeline = definition.Name,
            Batch = batch,
            Accepted = violations.All(violation => !violation.Rejects),
            Rows = rows,
            Files = shards.Count + context.Beside.Where(violation => violation.Rejects).Sum(violation => (int)violation.Count),
            Duplicates = shards.Sum(shard => shard.Duplicates),
            Violations = violations,
            Drift = drift,
            Anomalies = anomalies.Count == 0 ? null : anomalies,
            SchemaVersion = context.Schema?.Version,
            SchemaDifferences = differences.Count == 0 ? null : differences,
            Profile = profile,
        };
    }

    private static IReadOnlyList<string> Extra(IReadOnlyList<ShardReport> shards) =>
        SchemaInference.Extra(shards.SelectMany(shard => shard.Violations));

    private static IEnumerable<RuleViolation> OneClass(DatasetProfile? profile, LabelDefinition label)
    {
        var seen = label.Values.Where(value => profile?.Labels.GetValueOrDefault(value) > 0).ToList();
        if (seen.Count != 1)
        {
            yield break;
        }

        yield return new()
        {
            File = BatchRules.WholeBatch,
            Column = label.Name,
            Rule = "label-one-class",
            Count = profile!.Labels[seen[0]],
            Message =
                $"Every label '{label.Name}' is '{seen[0]}'; '{label.Values.First(value => value != seen[0])}' never occurs, so "
                + $"there is nothing to learn. Land rows of both in one batch.",
        };
    }

    private static IEnumerable<RuleViolation> Moved(IReadOnlyList<ColumnDrift> drift, ValidationRules rules, long rows) =>
        drift
            .Where(column => column.Psi > rules.MaxDrift)
            .Select(column => new RuleViolation
            {
                File = BatchRules.WholeBatch,
                Column = column.Column,
                Rule = "drift",
                Count = rows,
                Message =
                    $"Column '{column.Column}' has moved from the champion's training data: "
                    + $"PSI {Shown.Number(column.Psi)}, at most {Shown.Number(rules.MaxDrift!.Value)} is allowed. If it has moved in "
                    + $"truth, raise 'validation.max-drift' in the definition.",
            });
}
