using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Access;

/// <summary>The keys that count now. Until they are known once, nobody is let in.</summary>
public sealed class KeyRing(GatewayOptions options, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int LongestKey = 256;

    private volatile FrozenDictionary<string, GatewayKey>? _byDigest;
    private long _refused;

    public bool IsOpen => options.Access == AccessMode.Open;

    public bool IsKnown => _byDigest is not null;

    /// <summary>Requests that were not let in.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public void Take(GatewayKeys keys) => _byDigest = keys.Keys.ToFrozenDictionary(key => key.Digest.Hex, StringComparer.Ordinal);

    /// <summary>Null when whoever asks may.</summary>
    public Fault? Refuse(HttpRequest request, string right, ReadOnlySpan<char> deployment)
    {
        if (IsOpen)
        {
            return null;
        }

        var fault = Judge(request, right, deployment);
        if (fault is not null)
        {
            Interlocked.Increment(ref _refused);
        }

        return fault;
    }

    /// <summary>Tells whether a caller has a right, where an answer shows more to some and nobody is refused.</summary>
    public bool Allows(HttpRequest request, string right) => IsOpen || Judge(request, right, default) is null;

    private Fault? Judge(HttpRequest request, string right, ReadOnlySpan<char> deployment)
    {
        if (_byDigest is not { } keys)
        {
            return Fault.KeysUnknown;
        }

        var given = request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || given.Length > Scheme.Length + LongestKey)
        {
            return Fault.NoKey;
        }

        return Find(keys, given.AsSpan(Scheme.Length)) is not { } key || key.Until <= time.GetUtcNow() ? Fault.UnknownKey
            : key.Allows(right, deployment) ? null
            : Fault.NotAllowed(key.Name, right);
    }

    // By digest: how long a look-up takes says nothing about a key.
    private static GatewayKey? Find(FrozenDictionary<string, GatewayKey> keys, ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(LongestKey)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], digest);
        Span<char> hex = stackalloc char[2 * SHA256.HashSizeInBytes];
        _ = Convert.TryToHexStringLower(digest, hex, out _);
        return keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(hex, out var known) ? known : null;
    }
}
