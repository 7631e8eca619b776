using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>The rules that only the whole batch can be held to, by what its shards counted.</summary>
public static class BatchRules
{
    /// <summary>What stands in place of a file's name where a rule is about the batch.</summary>
    public const string WholeBatch = "(batch)";

    /// <summary>All that single shards and their sums break, each cause once, the gravest and most frequent first.</summary>
    /// <param name="shards">One report a file.</param>
    /// <param name="contract">What the shards were held to.</param>
    /// <param name="rules">What the batch may look like.</param>
    /// <param name="split">What divides the rows; null for the default.</param>
    /// <param name="beside">What else is known of the batch.</param>
    public static IReadOnlyList<RuleViolation> Check(
        IReadOnlyList<ShardReport> shards,
        DataContract contract,
        ValidationRules rules,
        SplitSettings? split,
        IReadOnlyList<RuleViolation>? beside = null
    ) =>
        Ordered([
            .. Merged(shards.SelectMany(shard => shard.Violations)),
            .. beside ?? [],
            .. Empty(shards),
            .. Missing(shards, contract, split),
            .. Duplicates(shards, rules),
            .. Rows(shards, rules, beside ?? []),
        ]);

    /// <summary>What rejects before what is only reported, files before values, the most frequent first.</summary>
    internal static IReadOnlyList<RuleViolation> Ordered(IReadOnlyList<RuleViolation> violations) =>
        [
            .. violations
                .OrderBy(violation => violation.Rejects ? (IsAboutFiles(violation) ? 0 : 1) : 2)
                .ThenByDescending(violation => violation.Count),
        ];

    private static bool IsAboutFiles(RuleViolation violation) => violation.Rule is "readable" or "format" or "empty";

    private static IEnumerable<RuleViolation> Merged(IEnumerable<RuleViolation> violations) =>
        violations
            .Select((violation, place) => (violation, place))
            .GroupBy(known => Cause(known.violation, known.place))
            .Select(group => group.Select(known => known.violation).ToList())
            .Select(same => same[0].Finding is null ? same[0] : RuleSentence.Merged(same));

    // What was recorded without its parts stays as it was told; files that cannot be read share a cause where they share a reason.
    private static (string, string?, string, string?) Cause(RuleViolation violation, int place) =>
        violation.Finding is not { } finding
            ? (violation.Rule, violation.Column, violation.Message, $"{place}")
            : (
                violation.Rule,
                violation.Column,
                $"{violation.Rejects} {finding.Unit} {finding.What}",
                finding.Unit is null && violation.Rule == "readable"
                    ? new([.. (finding.Detail ?? "").Where(character => !char.IsDigit(character))])
                    : null
            );

    private static IEnumerable<RuleViolation> Empty(IReadOnlyList<ShardReport> shards)
    {
        var empty = shards.Where(shard => shard.Rows == 0 && !Rejects(shard)).ToList();
        if (empty.Count == 0)
        {
            yield break;
        }

        var rejects = empty.Count == shards.Count;
        var told = RuleSentence.Merged([
            .. empty.Select(shard => new RuleViolation
            {
                File = shard.File,
                Rule = "empty",
                Count = 1,
                Message = "",
                Rejects = rejects,
                Finding = new()
                {
                    What = "no rows",
                    Advice = rejects ? "Land the batch again with its rows." : "Nothing is missing by that.",
                },
            }),
        ]);
        yield return rejects && shards.Count > 1
            ? told with
            {
                File = WholeBatch,
                Message = $"None of the batch's {shards.Count} files has a row. Land the batch again with its rows.",
            }
            : told;
    }

    private static IEnumerable<RuleViolation> Missing(IReadOnlyList<ShardReport> shards, DataContract contract, SplitSettings? split)
    {
        var needed = (split ?? new()).Needed().ToHashSet(StringComparer.Ordinal);
        var columns = contract.Columns.Select(column => (column.Name, Share: needed.Contains(column.Name) ? 0 : column.MaxMissing));
        foreach (
            var (name, share) in columns
                .Append((Name: contract.Label.Name, Share: 0))
                .Concat(needed.Select(name => (Name: name, Share: 0.0)))
                .DistinctBy(column => column.Name)
        )
        {
            var having = shards.Where(shard => shard.Rows > 0 && shard.Missing?.ContainsKey(name) == true).ToList();
            var (rows, missing) = (having.Sum(shard => shard.Rows), having.Sum(shard => shard.Missing![name]));
            if (missing == 0 || (missing <= Allowed(share, rows) && missing < rows))
            {
                continue;
            }

            var all = missing == rows;
            var advice =
                needed.Contains(name) ? "Fill them in: 'evaluation.split' divides the rows by this column."
                : name == contract.Label.Name ? "Fill them in, or leave those rows out: 'missing: drop' in 'data.label' does."
                : all ? "Fill it, or take the column out of the definition."
                : "Fill them in, or raise the column's 'max-missing'.";
            yield return Pooled(
                having.Select(shard => (shard.File, shard.Missing![name])),
                all ? "all-missing" : "missing",
                name,
                "value",
                all ? "are missing: every one" : $"are missing, of {Limits(missing, rows, share)}",
                advice
            );
        }
    }

    private static IEnumerable<RuleViolation> Duplicates(IReadOnlyList<ShardReport> shards, ValidationRules rules)
    {
        var (rows, repeated) = (shards.Sum(shard => shard.Rows), shards.Sum(shard => shard.Duplicates));
        if (repeated > Allowed(rules.MaxDuplicates, rows))
        {
            yield return Pooled(
                shards.Select(shard => (shard.File, shard.Duplicates)),
                "duplicates",
                null,
                "row",
                $"repeat an earlier one, of {Limits(repeated, rows, rules.MaxDuplicates)}",
                "Leave the repetitions out, or raise 'validation.max-duplicates'."
            );
        }
    }

    private static IEnumerable<RuleViolation> Rows(
        IReadOnlyList<ShardReport> shards,
        ValidationRules rules,
        IReadOnlyList<RuleViolation> beside
    )
    {
        var rows = shards.Sum(shard => shard.Rows);
        if (shards.Count == 0)
        {
            if (!beside.Any(violation => violation.Rejects))
            {
                yield return OfBatch("empty", 1, "The batch has no files. Land its files, and then _SUCCESS.");
            }
        }
        // Where none has a row, or some cannot be read, that is the cause.
        else if (rows > 0 && rows < rules.MinRows && !shards.Any(shard => shard.Profile is null && Rejects(shard)))
        {
            yield return OfBatch(
                "rows",
                rows,
                $"The batch has {RuleSentence.Number(rows, "row")}, where at least {rules.MinRows} are needed. Land more rows as one "
                    + $"batch, or lower 'validation.min-rows'."
            );
        }
    }

    private static RuleViolation OfBatch(string rule, long count, string message) =>
        new()
        {
            File = WholeBatch,
            Rule = rule,
            Count = count,
            Message = message,
        };

    private static RuleViolation Pooled(
        IEnumerable<(string File, long Count)> files,
        string rule,
        string? column,
        string unit,
        string what,
        string advice
    )
    {
        var told = RuleSentence.Merged([
            .. files
                .Where(file => file.Count > 0)
                .Select(file => new RuleViolation
                {
                    File = file.File,
                    Column = column,
                    Rule = rule,
                    Count = file.Count,
                    Message = "",
                    Finding = new()
                    {
                        What = what,
                        Unit = unit,
                        Advice = advice,
                    },
                }),
        ]);
        return told.Files is null ? told : told with { File = WholeBatch };
    }

    private static bool Rejects(ShardReport shard) => shard.Violations.Any(violation => violation.Rejects);

    // A share that is written in decimals is meant as such: 0.29 of 100 are 29.
    private static long Allowed(double share, long rows) => (long)Math.Floor((share * rows) + 1e-9);

    private static string Limits(long count, long rows, double share) =>
        $"{rows} rows ({Percent((double)count / rows)}), where {(share == 0 ? "none" : $"at most {Percent(share)}")} may be";

    private static string Percent(double share) => $"{Shown.Number(Math.Round(100 * share, 4))} %";
}
