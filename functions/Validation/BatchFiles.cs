using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Intake;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Validation;

/// <summary>
/// What validation says of a batch's files that no shard is about: in a format that is not read, none of its data, or there twice.
/// </summary>
public static class BatchFiles
{
    public static IReadOnlyList<RuleViolation> Of(DatasetManifest dataset) =>
        [.. Unread(dataset.Unreadable), .. PassedOver(dataset.PassedOver), .. Copies(dataset.Copies)];

    private static IEnumerable<RuleViolation> Unread(IReadOnlyList<string> names) =>
        names
            .GroupBy(name => Path.GetExtension(name).ToLowerInvariant())
            .Select(kind =>
                RuleSentence.Merged([
                    .. kind.Select(name => new RuleViolation
                    {
                        File = name,
                        Rule = "format",
                        Count = 1,
                        Message = "",
                        Finding = new()
                        {
                            What =
                                kind.Key.Length == 0
                                    ? "no ending that says how to read it"
                                    : $"the ending {kind.Key}, which is not read, though it may hold rows",
                            Advice = Advice(kind.Key),
                        },
                    }),
                ])
            );

    private static string Advice(string ending) =>
        ending switch
        {
            ".xlsx" or ".xls" or ".xlsm" or ".xlsb" or ".ods" => $"Save each sheet as CSV: files are read as {DataFormats.Known}.",
            ".zip" or ".tar" or ".tgz" or ".7z" or ".rar" => $"Unpack it: files are read as {DataFormats.Known}.",
            _ => $"Land its rows as {DataFormats.Known}, or take it out of the batch.",
        };

    private static IEnumerable<RuleViolation> PassedOver(IReadOnlyList<PassedOver>? over)
    {
        if (over is null)
        {
            yield break;
        }

        var count = over.Sum(kind => kind.Count);
        yield return new()
        {
            File = BatchRules.WholeBatch,
            Files = count,
            Rule = "passed-over",
            Count = count,
            Message = $"Passed over, since no rows are in them: {LandingText.PassedOver(over)}.",
            Rejects = false,
        };
    }

    private static IEnumerable<RuleViolation> Copies(IReadOnlyList<FileCopy>? copies)
    {
        if (copies is null)
        {
            yield break;
        }

        const int shown = 3;
        var pairs = string.Join(", ", copies.Take(shown).Select(copy => $"'{copy.Name}' is '{copy.Of}'"));
        var more = copies.Count > shown ? $" and {copies.Count - shown} more" : "";
        yield return new()
        {
            File = copies[0].Name,
            Files = copies.Count > 1 ? copies.Count : null,
            Rule = "same-file",
            Count = copies.Count,
            Message =
                copies.Count == 1
                    ? $"{pairs} once more, byte for byte: its rows count once."
                    : $"{copies.Count} files are others once more, byte for byte, and their rows count once: {pairs}{more}.",
            Rejects = false,
        };
    }
}
