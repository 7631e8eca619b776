using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Words what breaks a rule, for one file as for many: where, how much of it, examples, what to do. No name is in it twice.
/// </summary>
public static class RuleSentence
{
    private const int ShownFiles = 3;
    private const int ShownExamples = 3;

    /// <summary>The violation of one file, with its message.</summary>
    public static RuleViolation Told(RuleViolation violation) => Merged([violation]) with { Finding = violation.Finding };

    /// <summary>The same finding of many files as one violation: of the most first, and the most frequent file named.</summary>
    /// <param name="same">At least one; they differ in file, count, examples and detail.</param>
    public static RuleViolation Merged(IReadOnlyList<RuleViolation> same)
    {
        var files = same.OrderByDescending(violation => violation.Count).ToList();
        var finding = files[0].Finding!;
        var count = files.Sum(violation => violation.Count);
        return files[0] with
        {
            Files = files.Count > 1 ? files.Count : null,
            Count = count,
            Examples = files.Count > 1 ? OfMany(files) : files[0].Examples,
            Message = finding.Unit is null ? Uncounted(files, finding) : Counted(files, finding, count),
            Finding = null,
        };
    }

    /// <summary>A number with its noun.</summary>
    public static string Number(long count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    /// <summary>The first few names, and how many more there are.</summary>
    public static string Names(IReadOnlyList<string> names, int count)
    {
        var shown = string.Join(", ", names.Take(ShownFiles).Select(name => $"'{ShardTable.Cut(name)}'"));
        return count > ShownFiles ? $"{shown} and {count - ShownFiles} more" : shown;
    }

    private static string Counted(List<RuleViolation> files, RuleFinding finding, long count)
    {
        var column = files[0].Column is { } name ? $" in column '{ShardTable.Cut(name)}'" : "";
        var where = files.Count == 1 ? Quoted(files[0]) : $"{files.Count} files";
        var most = files.Count == 1 ? "" : $", the most ({files[0].Count}) in {Quoted(files[0])}";
        var examples = files[0].Examples;
        var such =
            finding.Detail is { } detail ? $"; {detail}"
            : examples.Count > 0 ? $", such as {string.Join(", ", examples.Take(ShownExamples))}"
            : "";
        return Ended($"{Number(count, finding.Unit!)}{column} of {where} {Verb(finding.What, count)}{most}{such}", finding.Advice);
    }

    private static string Verb(string what, long count) =>
        count > 1 || what.Split(' ', 2) is not [var verb, var rest]
            ? what
            : verb switch
            {
                "are" => $"is {rest}",
                "have" => $"has {rest}",
                "do" => $"does {rest}",
                "match" => $"matches {rest}",
                "hold" or "repeat" or "count" or "look" or "differ" => $"{verb}s {rest}",
                _ => what,
            };

    private static string Uncounted(List<RuleViolation> files, RuleFinding finding)
    {
        var verb =
            finding.What.StartsWith("cannot", StringComparison.Ordinal) ? ""
            : files.Count == 1 ? "has "
            : "have ";
        return files.Count == 1
            ? Ended($"{Quoted(files[0])} {verb}{finding.What}{Behind(finding)}", finding.Advice)
            : Ended(
                $"{files.Count} files ({Names([.. files.Select(file => file.File)], files.Count)}) {verb}{finding.What}"
                    + Behind(finding, "of the first: "),
                finding.Advice
            );
    }

    private static string Behind(RuleFinding finding, string whose = "") => finding.Detail is { } detail ? $"; {whose}{detail}" : "";

    private static string Quoted(RuleViolation violation) => $"'{ShardTable.Cut(violation.File)}'";

    private static string Ended(string sentence, string? advice)
    {
        var ended = sentence.EndsWith('?') ? sentence : $"{sentence.TrimEnd('.')}.";
        return advice is null ? ended : $"{ended} {advice}";
    }

    // One of each file in turn, so that the first file's do not hide the others'.
    private static IReadOnlyList<string> OfMany(List<RuleViolation> files) =>
        [
            .. files
                .SelectMany((file, place) => file.Examples.Select((example, turn) => (turn, place, Text: $"{Quoted(file)} {example}")))
                .OrderBy(example => example.turn)
                .ThenBy(example => example.place)
                .Take(5)
                .Select(example => ShardTable.Cut(example.Text)),
        ];
}
