using System.Text;
using System.Text.Json;

namespace ServerlessML.Tests.Fuzz;

/// <summary>Makes inputs of good ones: as a careless program would, and as a malicious one would.</summary>
/// <param name="good">What a door takes.</param>
/// <param name="words">Parts that mean something at the door.</param>
internal sealed class Damage(IReadOnlyList<byte[]> good, IReadOnlyList<string> words)
{
    private const int Longest = 64 * 1024;

    /// <summary>Values of JSON that programs forget.</summary>
    public static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "{}",
        "[]",
        "[null]",
        "\"\"",
        "\" \"",
        "0",
        "-0",
        "-1",
        "1",
        "1.5",
        "2147483647",
        "2147483648",
        "-2147483649",
        "9223372036854775808",
        "1e308",
        "1e999",
        "-1e999",
        "1e-999",
        "\"NaN\"",
        "\"Infinity\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\u202e\\u200b\"",
        "\"a\\nb\\u001b[31m\"",
        "\"9999-12-31T23:59:59.9999999Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"2026-02-30T25:61:00Z\"",
        "\"../../x\"",
        "\"%2e%2e%2f\"",
        "\"-rf\"",
        "\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"",
        $"\"{new string('a', 300)}\"",
        $"\"{new string('ü', 3000)}\"",
        $"{new string('[', 100)}{new string(']', 100)}",
        $"{string.Concat(Enumerable.Repeat("{\"a\":", 100))}1{new string('}', 100)}",
        "[1,2",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "'x'",
        "\"\\x\"",
        "NaN",
        "01",
    ];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    public byte[] Of(Random random) => Of(good[random.Next(good.Count)], random);

    public byte[] Of(byte[] one, Random random)
    {
        var input = one;
        for (var times = Times(random); times > 0; times--)
        {
            input = Once(input, random);
        }

        return input.Length <= Longest ? input : input[..Longest];
    }

    // Some come as they are: what is behind the door is tried too.
    private static int Times(Random random) =>
        random.Next(8) switch
        {
            0 => 0,
            < 5 => 1,
            < 7 => 2,
            _ => random.Next(3, 9),
        };

    private byte[] Once(byte[] input, Random random)
    {
        var at = random.Next(input.Length + 1);
        var length = Math.Min(input.Length - at, random.Next(1, 1 << random.Next(1, 10)));
        // What is JSON stays JSON half of the time: what is behind its reader is tried too.
        if (input.Length > 0 && input[0] is (byte)'{' or (byte)'[' && random.Next(2) == 0 && Json(input, random) is { } json)
        {
            return json;
        }

        return random.Next(9) switch
        {
            0 => Flipped(input, random),
            1 => Put(input, at, length, []),
            2 => Put(input, at, 0, input.AsSpan(at, length)),
            3 => input[..at],
            4 => Put(input, at, 0, [(byte)random.Next(256)]),
            5 or 6 => Put(input, at, random.Next(2) == 0 ? 0 : Math.Min(length, 8), Word(random)),
            7 => Put(input, at, length, Piece(good[random.Next(good.Count)], random)),
            _ => Put(input, at, length, Noise(random, length)),
        };
    }

    /// <summary>Another value in the place of one of JSON, or a member or element once more; null for what is no JSON.</summary>
    private static byte[]? Json(byte[] input, Random random)
    {
        List<Range> parts = [];
        try
        {
            var reader = new Utf8JsonReader(input);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    continue;
                }

                var rest = reader;
                rest.Skip();
                parts.Add((int)reader.TokenStartIndex..(int)rest.BytesConsumed);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Damaged already; what was read of it serves.
        }

        if (parts.Count == 0)
        {
            return null;
        }

        var (from, length) = parts[random.Next(parts.Count)].GetOffsetAndLength(input.Length);
        var (other, most) = parts[random.Next(parts.Count)].GetOffsetAndLength(input.Length);
        return random.Next(4) == 0
            ? Put(input, from, length, input.AsSpan(other, most).ToArray())
            : Put(input, from, length, Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]));
    }

    private byte[] Word(Random random) => _words.Length == 0 ? Noise(random, 4) : _words[random.Next(_words.Length)];

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Flipped(byte[] input, Random random)
    {
        var copy = (byte[])input.Clone();
        if (copy.Length > 0)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private static ReadOnlySpan<byte> Piece(byte[] other, Random random)
    {
        var from = random.Next(other.Length + 1);
        return other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 200)));
    }

    private static byte[] Put(byte[] input, int at, int length, ReadOnlySpan<byte> instead) =>
        [.. input.AsSpan(0, at), .. instead, .. input.AsSpan(at + length)];
}
