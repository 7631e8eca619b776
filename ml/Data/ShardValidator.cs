using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Checks one file of a batch against its pipeline's data contract, and profiles it.</summary>
public static class ShardValidator
{
    /// <summary>What is wrong with the data is in the report; what is wrong with the machine throws.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public static ShardReport Validate(
        LocalDataFile file,
        DataContract contract,
        ValidationRules rules,
        TimeProvider time,
        DataEngine? engine = null,
        SplitSettings? split = null
    )
    {
        var started = time.GetTimestamp();
        var report = Check(file, contract, rules, split ?? new(), time.GetUtcNow(), engine ?? DataEngine.Default);
        return report with { Seconds = time.GetElapsedTime(started).TotalSeconds };
    }

    private static ShardReport Check(
        LocalDataFile file,
        DataContract contract,
        ValidationRules rules,
        SplitSettings split,
        DateTimeOffset now,
        DataEngine engine
    )
    {
        try
        {
            using var session = DataSession.Open([file], contract, engine);
            if (new FileInfo(session.Plain(file).File.Path).Length == 0)
            {
                return new() { File = file.Name, Rows = 0 };
            }

            var source = FileSource.Open(session, file, contract);
            return rules.Expectations is not { Count: > 0 } && TypedShard.Report(session, source, contract, split) is { } clean
                ? clean with
                {
                    Violations = [.. Told(source), .. clean.Violations],
                }
                : Report(ShardTable.Load(session, source, contract, split), contract, rules, split, now);
        }
        catch (UnreadableFileException failure)
        {
            return new()
            {
                File = file.Name,
                Rows = 0,
                Violations =
                [
                    RuleSentence.Told(
                        new()
                        {
                            File = file.Name,
                            Rule = "readable",
                            Count = 1,
                            Message = "",
                            Finding = new()
                            {
                                What = $"cannot be read as {file.Format.ToString().ToUpperInvariant()}",
                                Detail = failure.Why,
                                Advice = failure.Advice ?? "Land it again, whole and in that format.",
                            },
                        }
                    ),
                ],
            };
        }
    }

    /// <summary>The report from a table of the rows.</summary>
    internal static ShardReport Report(
        ShardTable table,
        DataContract contract,
        ValidationRules rules,
        SplitSettings split,
        DateTimeOffset now
    )
    {
        var file = table.Source.File;
        var violations = new List<RuleViolation>();
        violations.AddRange(MalformedRecords.In(table));
        table.Session.Run("DELETE FROM shard WHERE malformed");
        violations.AddRange(Told(table.Source));
        violations.AddRange(ShardWords.Settle(table, contract));
        if (contract.Label.DropMissing == true && table.HasLabel && Unlabelled(table, contract.Label) is { } unlabelled)
        {
            violations.Add(unlabelled);
            table.Session.Run("DELETE FROM shard WHERE label IS NULL");
        }

        var rows = table.Session.Rows("SELECT count(*) FROM shard").Select(row => row.GetInt64(0)).Single();
        // What has neither columns nor rows lacks nothing.
        if (rows > 0 || table.Source.HasOwnColumns)
        {
            violations.AddRange(SchemaRules.Check(table, contract, split, rows));
        }

        var (broken, missing) = CellRules.Check(table, contract, rules, now);
        foreach (var unwritten in contract.Columns.Where(column => SchemaRules.IsUnwritten(table.Source, column)))
        {
            missing[unwritten.Name] = rows;
        }

        var (profile, remarks) = ShardProfiler.Profile(table, contract.Label, rows);
        return new()
        {
            File = file.Name,
            Rows = rows,
            Duplicates = rows == 0 ? 0 : CellRules.Duplicates(table),
            Missing = missing,
            Violations = [.. violations, .. broken, .. remarks],
            Expectations = ExpectationTallies.Count(table, contract, rules.Expectations),
            Profile = profile,
        };
    }

    private static RuleViolation? Unlabelled(ShardTable table, LabelDefinition label)
    {
        var count = table.Session.Rows("SELECT count(*) - count(label) FROM shard").Select(row => row.GetInt64(0)).Single();
        return count == 0
            ? null
            : RuleSentence.Told(
                new()
                {
                    File = table.Source.File.Name,
                    Column = label.Name,
                    Rule = "label-missing",
                    Count = count,
                    Message = "",
                    Rejects = false,
                    Finding = new()
                    {
                        What = "have no label and are left out",
                        Unit = "row",
                        Advice = "'data.label' says 'missing: drop'; with 'missing: reject' the batch would be rejected.",
                    },
                }
            );
    }

    private static IEnumerable<RuleViolation> Told(FileSource source)
    {
        if (source.Notes.Count > 0)
        {
            yield return RuleSentence.Told(
                new()
                {
                    File = source.File.Name,
                    Rule = "reading",
                    Count = 1,
                    Message = "",
                    Rejects = false,
                    Finding = new()
                    {
                        What = $"been read {string.Join(", ", source.Notes)}",
                        Advice = "'data.format' states it otherwise.",
                    },
                }
            );
        }
    }
}
