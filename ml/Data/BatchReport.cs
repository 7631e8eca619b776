using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>The fan-in of validation: the shards' reports as one, and the rules that only the whole batch can be held to.</summary>
public static class BatchReport
{
    /// <summary>What stands in place of a file's name where a rule is about the batch.</summary>
    public const string WholeBatch = "(batch)";

    /// <param name="runId">The run that asks.</param>
    /// <param name="definition">Its pipeline.</param>
    /// <param name="batch">The batch's name.</param>
    /// <param name="shards">One report a file, in the manifest's order.</param>
    /// <param name="baseline">The champion's training profile; null before there is one.</param>
    public static ValidationReport Join(
        string runId,
        PipelineDefinition definition,
        string batch,
        IReadOnlyList<ShardReport> shards,
        DatasetProfile? baseline
    )
    {
        var profiles = shards.Select(shard => shard.Profile).OfType<DatasetProfile>().ToList();
        var profile = profiles.Count == 0 ? null : ProfileMerge.Merge(profiles);
        var drift = profile is null || baseline is null ? [] : Drift.Between(baseline, profile);
        var rows = shards.Sum(shard => shard.Rows);
        List<RuleViolation> violations =
        [
            .. shards.SelectMany(shard => shard.Violations),
            .. Rows(rows, shards.Count, definition.Validation),
            .. OneClass(profile, definition.Data.Label),
            .. Moved(drift, definition.Validation, rows),
        ];
        return new()
        {
            RunId = runId,
            Pipeline = definition.Name,
            Batch = batch,
            Accepted = violations.TrueForAll(violation => !violation.Rejects),
            Rows = rows,
            Files = shards.Count,
            Duplicates = shards.Sum(shard => shard.Duplicates),
            Violations = violations,
            Drift = drift,
            Profile = profile,
        };
    }

    private static IEnumerable<RuleViolation> Rows(long rows, int files, ValidationRules rules)
    {
        if (files == 0)
        {
            yield return new()
            {
                File = WholeBatch,
                Rule = "empty",
                Count = 1,
                Message = "The batch has no files.",
            };
        }
        else if (rows < rules.MinRows)
        {
            yield return new()
            {
                File = WholeBatch,
                Rule = "rows",
                Count = rows,
                Message = $"The batch has {rows} rows; at least {rules.MinRows} are needed.",
            };
        }
    }

    private static IEnumerable<RuleViolation> OneClass(DatasetProfile? profile, LabelDefinition label)
    {
        var seen = label.Values.Where(value => profile?.Labels.GetValueOrDefault(value) > 0).ToList();
        if (seen.Count != 1)
        {
            yield break;
        }

        yield return new()
        {
            File = WholeBatch,
            Column = label.Name,
            Rule = "label-one-class",
            Count = profile!.Labels[seen[0]],
            Message =
                $"Every label '{label.Name}' is '{seen[0]}'; '{label.Values.First(value => value != seen[0])}' never occurs, so "
                + $"there is nothing to learn.",
        };
    }

    private static IEnumerable<RuleViolation> Moved(IReadOnlyList<ColumnDrift> drift, ValidationRules rules, long rows) =>
        drift
            .Where(column => column.Psi > rules.MaxDrift)
            .Select(column => new RuleViolation
            {
                File = WholeBatch,
                Column = column.Column,
                Rule = "drift",
                Count = rows,
                Message =
                    $"Column '{column.Column}' has moved from the champion's training data: "
                    + $"PSI {Shown.Number(column.Psi)}, at most {Shown.Number(rules.MaxDrift!.Value)} is allowed.",
            });
}
