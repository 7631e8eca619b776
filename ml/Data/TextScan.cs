using System.Text;
using System.Text.Unicode;

namespace ServerlessML.Ml.Data;

/// <summary>What the bytes of a text file tell without being parsed.</summary>
/// <param name="Encoding">UTF-8 where nothing else is sure: what is wrong with it is then told line by line.</param>
/// <param name="HasMark">The file begins with a byte-order mark.</param>
/// <param name="HasEscapes">Somewhere a backslash stands before a quote.</param>
public sealed record TextScan(Encoding Encoding, bool HasMark, bool HasEscapes)
{
    private const int Block = 1 << 20;
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    static TextScan() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TextScan Of(string path)
    {
        using var stream = File.OpenRead(path);
        var buffer = new byte[Block];
        var (held, isUtf8, escapes, mark) = (0, true, false, false);
        for (var first = true; ; first = false)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(held), Block - held, throwOnEndOfStream: false);
            var bytes = buffer.AsSpan(0, held + read);
            if (first && Wide(bytes) is { } wide)
            {
                return new(wide, bytes[0] >= 0xFE, false);
            }

            mark |= first && bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
            escapes |= bytes.IndexOf("\\\""u8) >= 0;
            var end = held + read < Block ? bytes.Length : Whole(bytes);
            isUtf8 &= Utf8Valid(bytes[..end]);
            if (held + read < Block)
            {
                break;
            }

            bytes[end..].CopyTo(buffer);
            held = bytes.Length - end;
        }

        return new(isUtf8 || !IsWestern(path) ? Utf8 : Named("windows-1252"), mark, escapes);
    }

    /// <exception cref="ArgumentException">Nobody knows the name.</exception>
    public static Encoding Named(string name) =>
        name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase)
            ? Utf8
            : Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    public static bool IsKnown(string name)
    {
        try
        {
            return Named(name) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool Utf8Valid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    // Without the first bytes of a character whose last ones are in the next block.
    private static int Whole(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        while (end > bytes.Length - 3 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        return bytes[end - 1] >= 0xC0 ? end - 1 : bytes.Length;
    }

    private static Encoding? Wide(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return null;
        }

        var start = bytes[..Math.Min(bytes.Length, 4096)];
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] == 0)
            {
                _ = i % 2 == 0 ? even++ : odd++;
            }
        }

        var most = start.Length / 2;
        return (start[0], start[1]) switch
        {
            (0xFF, 0xFE) => Named("utf-16"),
            (0xFE, 0xFF) => Named("utf-16BE"),
            _ when odd > most * 0.7 && even < most * 0.05 => Named("utf-16"),
            _ when even > most * 0.7 && odd < most * 0.05 => Named("utf-16BE"),
            _ => null,
        };
    }

    // Windows-1252, of which Latin-1 is a part, where each byte above ASCII is one of its letters or usual signs, and hardly any two are a
    // character of UTF-8: a damaged UTF-8 file is told of, line by line.
    private static bool IsWestern(string path)
    {
        using var stream = new BufferedStream(File.OpenRead(path), Block);
        var (letters, pairs, previous) = (0L, 0L, 0);
        for (int next; (next = stream.ReadByte()) >= 0; previous = next)
        {
            if (next == 0 || (next >= 0x80 && !IsWestern((byte)next)))
            {
                return false;
            }

            letters += next >= 0x80 ? 1 : 0;
            pairs += previous is >= 0xC2 and < 0xF5 && (next & 0xC0) == 0x80 ? 1 : 0;
        }

        return letters > 0 && pairs * 20 < letters;
    }

    private static bool IsWestern(byte value) =>
        value
            is (>= 0xC0 and not (0xD7 or 0xF7 or 0xFE or 0xFF))
                or 0x80
                or 0x84
                or 0x85
                or (>= 0x91 and <= 0x97)
                or 0x99
                or 0x8A
                or 0x8C
                or 0x8E
                or 0x9A
                or 0x9C
                or 0x9E
                or 0x9F
                or 0xA0
                or 0xA1
                or 0xA3
                or 0xA7
                or 0xA9
                or 0xAA
                or 0xAB
                or 0xAE
                or (>= 0xB0 and <= 0xB3)
                or 0xB5
                or 0xB7
                or 0xBA
                or 0xBB
                or (>= 0xBC and <= 0xBF);
}
