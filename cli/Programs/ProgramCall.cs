namespace ServerlessML.Cli.Programs;

/// <summary>A program to run to its end, with this one's streams.</summary>
/// <param name="File">Which one.</param>
/// <param name="Arguments">Checked already: the program takes them as they are.</param>
public sealed record ProgramCall(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A file that gets what it says; null for this program's own streams.</summary>
    public string? Log { get; init; }
}
