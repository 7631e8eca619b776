using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>A bearer token per role, made on first start and kept in a file that only its owner can read.</summary>
public sealed class RoleTokens
{
    public const string FileName = "tokens.json";
    public const string Scheme = "RoleToken";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly IReadOnlyDictionary<string, string> _tokens;

    private RoleTokens(IReadOnlyDictionary<string, string> tokens) => _tokens = tokens;

    public string this[string role] => _tokens[role];

    public static RoleTokens LoadOrCreate(string directory)
    {
        OwnerFile.MakePrivate(directory);
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            OwnerFile.Create(
                path,
                JsonSerializer.Serialize(
                    Role.All.ToDictionary(role => role, _ => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))),
                    Indented
                )
            );
        }

        return Load(path);
    }

    /// <returns>The caller behind a token, such as <c>approver@local</c> in role <c>approver</c>; null for an unknown token.</returns>
    public ClaimsIdentity? Identify(ReadOnlySpan<char> token)
    {
        // Digests have one length, and every role is compared: the time taken tells nothing about any token.
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()), given);
        string? found = null;
        foreach (var (role, known) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(known))))
            {
                found = role;
            }
        }

        return found is null ? null : new ClaimsIdentity([new(ClaimTypes.Name, $"{found}@local"), new(ClaimTypes.Role, found)], Scheme);
    }

    private static RoleTokens Load(string path)
    {
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerFile.DirectoryMode) != 0)
        {
            throw new InvalidSettingException(
                $"{path} can be read by others (mode {Convert.ToString((int)mode, 8)}). Delete it; new tokens are created at "
                    + $"the next start, since the old ones may be known."
            );
        }

        Dictionary<string, string>? tokens = null;
        try
        {
            tokens = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path));
        }
        catch (JsonException) { }

        if (tokens is null || Role.All.Any(role => tokens.GetValueOrDefault(role) is not { Length: >= 32 }))
        {
            throw new InvalidSettingException(
                $"{path} does not hold a token for each of {string.Join(", ", Role.All)}. Delete it; new tokens are created at "
                    + $"the next start."
            );
        }

        return new RoleTokens(tokens);
    }
}
