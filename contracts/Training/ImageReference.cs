using System.Text.RegularExpressions;

namespace ServerlessML.Contracts.Training;

/// <summary>
/// The name of a container's image, by the grammar of <see href="https://github.com/distribution/reference"/>: a name, perhaps a tag,
/// perhaps a digest. Nothing else that an engine would read as an option, a path or a transport.
/// </summary>
public static partial class ImageReference
{
    public const string Rule =
        "the name of an image, such as registry.example.com/team/recipe:1.4 or recipe@sha256:…: small letters, digits and . _ - / in the name";

    private const int LongestName = 255;

    public static bool Is(string text) => Grammar().Match(text) is { Success: true } match && match.Groups["name"].Length <= LongestName;

    [GeneratedRegex(
        """
            \A(?<name>
              (?: (?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]) (?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))* (?::[0-9]+)? / )?
              [a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*
              (?: / [a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)* )*
            )
            (?: : [a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127} )?
            (?: @ [A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128} )?\z
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Grammar();
}
