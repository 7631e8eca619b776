namespace ServerlessML.Generator;

/// <summary>
/// The listing of genuine types: a header, and below it <c>in NAME?: TYPE</c>, <c>out NAME?: TYPE</c> or <c>NAME = "value"</c>; with
/// <c>default NAME: VALUE</c> where a constructor sets an input by itself, and <c>api: VERSION</c> for the version of Azure's API that a
/// resource is made by.
/// </summary>
public sealed class GenuineTypes
{
    public const string File = "genuine.txt";

    private readonly Dictionary<string, Dictionary<string, string>> _types;

    private GenuineTypes(Dictionary<string, Dictionary<string, string>> types) => _types = types;

    public static GenuineTypes Read(string text)
    {
        Dictionary<string, Dictionary<string, string>> types = [];
        Dictionary<string, string> members = [];
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (!char.IsWhiteSpace(line[0]))
            {
                members = types[line] = new(StringComparer.Ordinal);
                continue;
            }

            var pair = line.Trim().Split(line.Contains(" = ", StringComparison.Ordinal) ? " = " : ": ", 2);
            members[pair[0]] = pair[1];
        }

        return new(types);
    }

    /// <param name="type">Whose.</param>
    /// <param name="way"><c>in</c> or <c>out</c>.</param>
    /// <param name="wire">The member's name.</param>
    /// <returns>Its type in the listing's words, and whether it is required.</returns>
    /// <exception cref="FormatException">There is none; the message names it.</exception>
    public (string Type, bool Required) Member(UsedType type, string way, string wire)
    {
        var members = Of(type);
        return members.TryGetValue($"{way} {wire}", out var needed) ? (needed, true)
            : members.TryGetValue($"{way} {wire}?", out var optional) ? (optional, false)
            : throw new FormatException($"«{type.Header}» has no «{way} {wire}» in the listing.");
    }

    /// <summary>The inputs that the type's constructor sets by itself, and their values as literals.</summary>
    public IEnumerable<(string Wire, string Literal)> Defaults(UsedType type) =>
        Of(type)
            .Where(member => member.Key.StartsWith("default ", StringComparison.Ordinal))
            .Select(member => (member.Key["default ".Length..], member.Value));

    /// <summary>The name of the enum's member with a value.</summary>
    /// <exception cref="FormatException">There is none; the message names it.</exception>
    public string Named(UsedType type, string literal) =>
        Of(type).Where(member => member.Value == literal).Select(member => member.Key).FirstOrDefault()
        ?? throw new FormatException($"«{type.Header}» has no value {literal} in the listing.");

    /// <summary>Whether a resource can be made without any input.</summary>
    public bool NeedsNothing(UsedType type) =>
        Of(type).Keys.All(member => !member.StartsWith("in ", StringComparison.Ordinal) || member.EndsWith('?'));

    /// <returns>The enum value's text, quoted.</returns>
    /// <exception cref="FormatException">There is none; the message names it.</exception>
    public string Value(UsedType type, string name) =>
        Of(type).GetValueOrDefault(name) ?? throw new FormatException($"«{type.Header}» has no «{name}» in the listing.");

    private Dictionary<string, string> Of(UsedType type) =>
        _types.GetValueOrDefault(type.Header)
        ?? throw new FormatException(
            $"«{type.Header}» is not in the listing: write it anew from the npm package («eng/pulumi/list-types PACKAGE»)."
        );
}
