using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>
/// Which arm a key goes to. A key's bucket is the first 8 bytes (big-endian) of SHA-256(salt, LF, key), modulo 10,000; which arm has
/// a bucket is the plan's to say (<see cref="BucketAllocator"/>).
/// </summary>
public sealed class TrafficSplit
{
    public const int LongestKey = 512;
    public const int LongestSalt = 256;
    public const int MostArms = 256;

    private const int LongestOnStack = 1024;

    private readonly byte[] _prefix;
    private readonly byte[] _arms;

    public TrafficSplit(TrafficPlan plan)
    {
        _prefix = Encoding.UTF8.GetBytes(plan.Salt + '\n');
        _arms = [.. BucketAllocator.TableOf(plan.Arms).Select(arm => checked((byte)arm))];
    }

    /// <param name="key">At most <see cref="LongestKey"/> characters.</param>
    public RoutingKey KeyOf(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[_prefix.Length + Encoding.UTF8.GetMaxByteCount(key.Length)];
        _prefix.CopyTo(text);
        var length = _prefix.Length + Encoding.UTF8.GetBytes(key, text[_prefix.Length..]);
        return Hashed(text[..length]);
    }

    private static RoutingKey Hashed(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        var bucket = (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % TrafficPlan.WholeWeight);
        return new RoutingKey(bucket, BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <param name="utf8">A key of any length.</param>
    public RoutingKey KeyOf(ReadOnlySpan<byte> utf8)
    {
        var length = _prefix.Length + utf8.Length;
        var text = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        _prefix.CopyTo(text);
        utf8.CopyTo(text[_prefix.Length..]);
        return Hashed(text[..length]);
    }

    /// <summary>The index of the arm that has the bucket.</summary>
    public int ArmOf(int bucket) => _arms[bucket];
}
