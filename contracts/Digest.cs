using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ServerlessML.Contracts;

/// <summary>A SHA-256 digest; its text form is <c>sha256:</c> and 64 lower-case hex digits.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private readonly string? _hex;

    private Digest(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits: the name of the blob in the content-addressed store.</summary>
    public string Hex => _hex ?? new string('0', 64);

    /// <summary>The first twelve hex digits, for people and for names that need not be secret.</summary>
    public string Short => Hex[..12];

    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    public static async Task<Digest> OfAsync(Stream content, CancellationToken cancellation = default) =>
        new(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)));

    /// <summary>Takes <c>sha256:…</c> or the bare 64 hex digits.</summary>
    /// <exception cref="FormatException">The text is neither; the message quotes it.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"'{text}' is not a digest: expected 'sha256:' and 64 hex digits.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null)
        {
            return false;
        }

        var hex = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (hex.Length != 64 || !hex.All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        digest = new Digest(hex);
        return true;
    }

    public override string ToString() => Prefix + Hex;
}
