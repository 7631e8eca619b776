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
        var report = Check(file, contract, rules, split ?? new(), engine ?? DataEngine.Default);
        return report with { Seconds = time.GetElapsedTime(started).TotalSeconds };
    }

    private static ShardReport Check(
        LocalDataFile file,
        DataContract contract,
        ValidationRules rules,
        SplitSettings split,
        DataEngine engine
    )
    {
        try
        {
            using var session = DataSession.Open([file], contract, engine);
            if (new FileInfo(session.Plain(file).File.Path).Length == 0)
            {
                return new()
                {
                    File = file.Name,
                    Rows = 0,
                    Violations = [Empty(file)],
                };
            }

            var source = FileSource.Open(session, file, contract);
            var table = ShardTable.Load(session, source, contract, split);
            return Report(table, contract, rules, split);
        }
        catch (UnreadableFileException failure)
        {
            return new()
            {
                File = file.Name,
                Rows = 0,
                Violations =
                [
                    new()
                    {
                        File = file.Name,
                        Rule = "readable",
                        Count = 1,
                        Message = failure.Message,
                    },
                ],
            };
        }
    }

    private static ShardReport Report(ShardTable table, DataContract contract, ValidationRules rules, SplitSettings split)
    {
        var file = table.Source.File;
        var violations = new List<RuleViolation>();
        violations.AddRange(MalformedRecords.In(table));
        table.Session.Run("DELETE FROM shard WHERE malformed");
        violations.AddRange(Told(table.Source));
        violations.AddRange(ShardWords.Settle(table, contract));
        var rows = table.Session.Rows("SELECT count(*) FROM shard").Select(row => row.GetInt64(0)).Single();
        violations.AddRange(SchemaRules.Check(table, contract, split, rows));
        if (rows == 0 && violations.TrueForAll(violation => violation.Rule != "readable"))
        {
            violations.Add(Empty(file));
        }

        var duplicates = rows == 0 ? 0 : CellRules.Duplicates(table);
        if (rows > 0)
        {
            violations.AddRange(CellRules.Check(table, contract, rules, rows));
            if (duplicates > rules.MaxDuplicates * rows)
            {
                violations.Add(
                    new()
                    {
                        File = file.Name,
                        Rule = "duplicates",
                        Count = duplicates,
                        Message =
                            $"{duplicates} of {rows} rows repeat an earlier one; at most a share of "
                            + $"{Shown.Number(rules.MaxDuplicates)} is allowed.",
                    }
                );
            }
        }

        var (profile, remarks) = ShardProfiler.Profile(table, contract.Label, rows);
        return new()
        {
            File = file.Name,
            Rows = rows,
            Duplicates = duplicates,
            Violations = [.. violations, .. remarks],
            Profile = profile,
        };
    }

    private static IEnumerable<RuleViolation> Told(FileSource source)
    {
        if (source.Notes.Count > 0)
        {
            yield return new()
            {
                File = source.File.Name,
                Rule = "reading",
                Count = 1,
                Message = $"{source.File.Name} was read {string.Join(", ", source.Notes)}. 'data.format' states it otherwise.",
                Rejects = false,
            };
        }
    }

    private static RuleViolation Empty(LocalDataFile file) =>
        new()
        {
            File = file.Name,
            Rule = "empty",
            Count = 1,
            Message = $"{file.Name} has no rows.",
        };
}
