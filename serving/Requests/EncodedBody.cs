using System.Buffers;
using System.IO.Compression;

namespace ServerlessML.Serving.Requests;

/// <summary>Bodies that came compressed (RFC 9110, Content-Encoding), unpacked within the limit of a body.</summary>
internal static class EncodedBody
{
    /// <summary>Null when the encoding is one of those that are unpacked, or none.</summary>
    public static Fault? Refuse(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is not { Length: > 0 } encoding
        || IsNone(encoding)
        || IsGzip(encoding)
        || IsDeflate(encoding)
            ? null
            : Fault.EncodedBody(encoding);

    public static bool IsEncoded(HttpRequest request) => request.Headers.ContentEncoding is [{ Length: > 0 } encoding] && !IsNone(encoding);

    /// <summary>The bytes, or one more than the limit where they are more.</summary>
    /// <exception cref="BadHttpRequestException">They are not in that encoding, or broke off.</exception>
    public static ReadOnlySequence<byte> Unpack(HttpRequest request, ReadOnlySequence<byte> body, int limit)
    {
        using var reader = Reader(request.Headers.ContentEncoding.ToString(), body.ToArray());
        var unpacked = new ArrayBufferWriter<byte>(Math.Min(limit + 1, (int)Math.Min(int.MaxValue / 8, body.Length) * 4 + 256));
        try
        {
            while (unpacked.WrittenCount <= limit)
            {
                var room = unpacked.GetSpan();
                var read = reader.Read(room[..Math.Min(room.Length, limit + 1 - unpacked.WrittenCount)]);
                if (read == 0)
                {
                    break;
                }

                unpacked.Advance(read);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new BadHttpRequestException("The body is not in its Content-Encoding.", StatusCodes.Status400BadRequest, broken);
        }

        return new ReadOnlySequence<byte>(unpacked.WrittenMemory);
    }

    private static Stream Reader(string encoding, byte[] packed)
    {
        var bytes = new MemoryStream(packed, writable: false);
        return IsGzip(encoding) ? new GZipStream(bytes, CompressionMode.Decompress)
            // Some clients send deflate without zlib's frame, whose first two bytes are a multiple of 31.
            : IsZlib(packed) ? new ZLibStream(bytes, CompressionMode.Decompress)
            : new DeflateStream(bytes, CompressionMode.Decompress);
    }

    private static bool IsZlib(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && (bytes[0] & 15) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;

    private static bool IsNone(string encoding) => Is(encoding, "identity");

    private static bool IsGzip(string encoding) => Is(encoding, "gzip") || Is(encoding, "x-gzip");

    private static bool IsDeflate(string encoding) => Is(encoding, "deflate");

    private static bool Is(string encoding, string name) => encoding.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
