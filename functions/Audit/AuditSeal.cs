using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Functions.Audit;

/// <summary>
/// Seals entries with a key that is not in the storage account (HMAC-SHA256, RFC 2104): whoever can write there can copy the chain's form,
/// and not the seal.
/// </summary>
public sealed class AuditSeal
{
    public const string KeySetting = "Audit:Key";

    /// <summary>Where the local system keeps its key, in its data directory.</summary>
    public const string FileName = "audit.key";

    private const int LeastBytes = 32;

    // What else is ever sealed with the key begins otherwise.
    private const string Purpose = "serverlessml audit entry 1";
    private const string EventPurpose = "serverlessml audit event 1";

    private readonly byte[]? _key;

    private AuditSeal(byte[]? key) => _key = key;

    /// <summary>Has no key: entries are left unsealed.</summary>
    public static AuditSeal None { get; } = new(null);

    public bool HasKey => _key is not null;

    /// <exception cref="InvalidOperationException">The setting is no key.</exception>
    public static AuditSeal From(IConfiguration configuration) => Of(Setting.Secret(configuration, KeySetting));

    /// <param name="text">The key in base64; null for none.</param>
    /// <exception cref="InvalidOperationException">It is no key.</exception>
    public static AuditSeal Of(string? text)
    {
        if (text is null)
        {
            return None;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length >= LeastBytes
            ? new(bytes[..length])
            : throw new InvalidOperationException(
                $"The setting {Setting.Shown(KeySetting)} must be at least {LeastBytes} random bytes in base64. Make one with "
                    + "'openssl rand -base64 48'."
            );
    }

    /// <returns>Null without a key.</returns>
    public string? Of(AuditEntry entry) => Sealed($"{Purpose}\n{entry.Pipeline}\n{entry.Sequence}\n{entry.Hash}");

    /// <returns>Null without a key.</returns>
    public string? Of(AuditEvent what) => Sealed($"{EventPurpose}\n{CanonicalJson.DigestOf(what with { Seal = null })}");

    /// <summary>Whether the seal is the entry's; only asked with a key.</summary>
    public bool Holds(AuditEntry entry) => IsSame(entry.Seal, Of(entry));

    /// <summary>Whether the seal is the event's; only asked with a key.</summary>
    public bool Holds(AuditEvent what) => IsSame(what.Seal, Of(what));

    private static bool IsSame(string? seal, string? own) =>
        seal is not null
        && own is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(own));

    private string? Sealed(string text) =>
        _key is null ? null : Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
