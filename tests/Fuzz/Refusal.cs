using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessML.Tests.Fuzz;

/// <summary>What every answer over HTTP must be: a success, or a refusal in words that tell nothing of the machine.</summary>
internal static partial class Refusal
{
    /// <returns>What kind of refusal it is; null for a success.</returns>
    /// <exception cref="BrokenRuleException">It is neither.</exception>
    public static async Task<string?> OfAsync(HttpResponseMessage answer, string asked, Func<string, string?>? title = null)
    {
        var status = (int)answer.StatusCode;
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        if (status < 400)
        {
            return null;
        }

        // What is no HTTP is refused by the server before any of ours sees it, and the connection ends.
        if (answer.StatusCode == HttpStatusCode.BadRequest && text.Length == 0 && answer.Headers.ConnectionClose == true)
        {
            return "400 of the server";
        }

        if (status >= 500 && (status != 503 || text.Contains("\"Storage is unavailable\"", StringComparison.Ordinal)))
        {
            throw new BrokenRuleException($"{status}: {Kind(text)}", $"{asked}\n  {text}");
        }

        if ((title ?? Title)(text) is not { Length: > 0 } called)
        {
            throw new BrokenRuleException($"{status} without a title", $"{asked}\n  {text}");
        }

        if (text.Contains(Repository.Root, StringComparison.Ordinal) || Inside().IsMatch(text))
        {
            throw new BrokenRuleException($"{status} tells of the inside: {Kind(text)}", $"{asked}\n  {text}");
        }

        return $"{status} {Kind(called)}";
    }

    private static string? Title(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("title", out var title) ? title.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Kind(string text) => Numbers().Replace(text.Length > 160 ? text[..160] : text, "#");

    // Frames of a stack, types, sources, and folders of this machine.
    [GeneratedRegex(@"\n\s*at [\w.<>`]+\(|\.cs:line|\b(System|Microsoft|Azure|ServerlessML)\.\w+\.\w+|\w+Exception\b|/tmp/|/onnxruntime")]
    private static partial Regex Inside();

    [GeneratedRegex(@"[0-9a-f]*\d[0-9a-f]*")]
    private static partial Regex Numbers();
}
