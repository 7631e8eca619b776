using System.Text.RegularExpressions;

namespace ServerlessML.Contracts;

/// <summary>
/// The one rule for names that people choose (pipelines, deployments, batches): they become parts of blob names, never paths.
/// </summary>
public static partial class Names
{
    public const string PipelineRule = "3 to 40 of a-z, 0-9 and '-', starts with a letter and does not end in '-'";
    public const string BatchRule = "1 to 80 of letters, digits, '-', '_', '.' and '=', starts with a letter or digit and has no '..'";

    /// <summary>A pipeline's name; its deployment has the same.</summary>
    public static bool IsPipeline(string? name) => name is not null && Pipeline().IsMatch(name) && !name.EndsWith('-');

    public static bool IsBatch(string? name) => name is not null && Batch().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{2,39}\z")]
    private static partial Regex Pipeline();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._=-]{0,79}\z")]
    private static partial Regex Batch();
}
