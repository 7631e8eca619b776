using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessML.Functions.Arm;

/// <summary>
/// What a service said went wrong, fit for logs and documents: one line, short, without anything that looks like a secret.
/// </summary>
internal static partial class ServiceText
{
    private const int Longest = 400;

    /// <param name="content">An error answer's body, or the document of an operation: <c>{"error":{"code":…,"message":…}}</c>, or anything
    /// else.</param>
    public static string Of(BinaryData content)
    {
        try
        {
            return Of(JsonNode.Parse(content));
        }
        catch (JsonException)
        {
            return "no reason given";
        }
    }

    public static string Of(JsonNode? document)
    {
        var error = ArmAnswer.At(document, "error") ?? document;
        var said = string.Join(
            ": ",
            new[] { ArmAnswer.At(error, "code"), ArmAnswer.At(error, "message") }.OfType<JsonValue>().Select(value => value.ToString())
        );
        return said.Length == 0 ? "no reason given" : Clean(said);
    }

    public static string Clean(string text)
    {
        text = Secret().Replace(new([.. text.Select(character => char.IsControl(character) ? ' ' : character)]), "$1…");
        return text.Length <= Longest ? text : $"{text[..Longest]}…";
    }

    // Keys and signatures of storage, tokens, and what is named like a password.
    [GeneratedRegex(
        @"((?:AccountKey|SharedAccessSignature|SharedAccessKey|password|pwd|secret|api-?key|access_?token)[""']?\s*[=:]\s*[""']?|[?&](?:sig|code)=|Bearer\s+|eyJ)[^\s;&""',}]+",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Secret();
}
