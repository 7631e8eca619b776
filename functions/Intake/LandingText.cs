using ServerlessML.Contracts.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>Words what lies in a batch and is none of its data.</summary>
public static class LandingText
{
    /// <summary>All kinds with their counts and first names: «2 folders ('north', 'south'), 1 document ('README.md')».</summary>
    public static string PassedOver(IReadOnlyList<PassedOver> over) => string.Join(", ", over.Select(Told));

    private static string Told(PassedOver over) => $"{Number(over.Count, Noun(over.Kind))} ({Names(over)})";

    private static string Names(PassedOver over)
    {
        var shown = string.Join(", ", over.Names.Select(name => $"'{name}'"));
        return over.Count > over.Names.Count ? $"{shown} and {over.Count - over.Names.Count} more" : shown;
    }

    private static string Noun(PassedOverKind kind) =>
        kind switch
        {
            PassedOverKind.Folder => "blob that stands for a folder|blobs that stand for folders",
            PassedOverKind.Hidden => "hidden file|hidden files",
            PassedOverKind.System => "file of an operating system or office program|files of an operating system or office program",
            PassedOverKind.Document => "document|documents",
            _ => "file without a byte|files without a byte",
        };

    private static string Number(int count, string noun) => $"{count} {noun.Split('|')[count == 1 ? 0 : 1]}";
}
