using System.Globalization;

namespace ServerlessML.Infra.Settings;

/// <summary>Reads a stack's settings by name; what is not there is null.</summary>
internal sealed class SettingReader(Func<string, string?> read)
{
    /// <exception cref="SettingException">It is missing.</exception>
    public string Text(string name, string what) =>
        Optional(name) ?? throw new SettingException(name, $"is missing: {what}. Set it with «pulumi config set {name} VALUE».");

    public string? Optional(string name) => read(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <exception cref="SettingException">It is not a whole number in the range.</exception>
    public int Number(string name, int otherwise, int least, int most) =>
        Optional(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
        : throw new SettingException(name, $"is '{text}': must be a whole number from {least} to {most}.");

    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public bool Flag(string name, bool otherwise) =>
        Optional(name) switch
        {
            null => otherwise,
            "true" => true,
            "false" => false,
            var text => throw new SettingException(name, $"is '{text}': must be true or false."),
        };

    /// <exception cref="SettingException">It is none of the words.</exception>
    public string OneOf(string name, string otherwise, params IReadOnlyCollection<string> words) =>
        Optional(name) is not { } text ? otherwise
        : words.Contains(text) ? text
        : throw new SettingException(name, $"is '{text}': must be one of {string.Join(", ", words)}.");

    /// <summary>Separated by commas.</summary>
    /// <exception cref="SettingException">One of them is not as it must be.</exception>
    public IReadOnlyList<string> List(string name, Func<string, bool> isGood, string what)
    {
        IReadOnlyList<string> items = Optional(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [];
        return items.FirstOrDefault(item => !isGood(item)) is { } wrong
            ? throw new SettingException(name, $"has '{wrong}': {what}.")
            : items;
    }
}
