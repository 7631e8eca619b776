using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessML.Functions.Api;

/// <summary>Says what is wrong with a request's body, without the names of our own types, which the reader's messages have.</summary>
internal static partial class UnfitBody
{
    private const int LongestShown = 60;

    public static string Of(JsonException problem)
    {
        if (Unknown().Match(problem.Message) is { Success: true } unknown)
        {
            return $"it has a member '{Shown(unknown.Groups["name"].Value)}', which the route does not know";
        }

        if (Missing().Match(problem.Message) is { Success: true } missing)
        {
            return $"it lacks {missing.Groups["names"].Value}";
        }

        var place = string.Create(
            CultureInfo.InvariantCulture,
            $"line {problem.LineNumber.GetValueOrDefault() + 1}, byte {problem.BytePositionInLine.GetValueOrDefault() + 1}"
        );
        return problem.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? $"the value of {Shown(problem.Path ?? "$")} ({place}) is not of the kind that it must be"
            : $"it is not JSON from {place}";
    }

    private static string Shown(string text) =>
        new([.. (text.Length > LongestShown ? $"{text[..LongestShown]}…" : text).Select(one => char.IsControl(one) ? ' ' : one)]);

    [GeneratedRegex(@"\AThe JSON property '(?<name>.*)' could not be mapped to any \.NET member", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: (?<names>'[\w', ]+')")]
    private static partial Regex Missing();
}
