using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions;

/// <summary>Reads settings; what is wrong is said with the setting's name as people write it.</summary>
internal static class Setting
{
    private const string VaultReference = "@Microsoft.KeyVault(";

    /// <summary>Writes a setting's name as an environment variable.</summary>
    public static string Shown(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    public static string? Optional(IConfiguration configuration, string setting) =>
        configuration[setting] is { Length: > 0 } text ? text : null;

    /// <summary>
    /// Reads a secret; null without one. Where the vault lacks it, the platform leaves the reference as it is, which everybody knows.
    /// </summary>
    public static string? Secret(IConfiguration configuration, string setting) =>
        Optional(configuration, setting) is { } text && !text.StartsWith(VaultReference, StringComparison.OrdinalIgnoreCase) ? text : null;

    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public static string Required(IConfiguration configuration, string setting, string because) =>
        Optional(configuration, setting)
        ?? throw new InvalidOperationException($"The setting {Shown(setting)} is missing. Set it: {because} needs it.");

    /// <exception cref="InvalidOperationException">It is none of the words.</exception>
    public static string OneOf(IConfiguration configuration, string setting, params string[] words)
    {
        var text = Optional(configuration, setting) ?? words[0];
        return words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"The setting {Shown(setting)} is '{text}'; it must be one of {string.Join(", ", words)}."
            );
    }
}
