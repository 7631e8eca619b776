using System.IO.Compression;
using System.Text;
using ServerlessML.Contracts.Intake;
using ZstdSharp;

namespace ServerlessML.Ml.Data;

/// <summary>A landed file as the readers take it: not compressed, in UTF-8, and of JSON without a byte-order mark.</summary>
/// <param name="File">The landed one, or the copy that was made of it.</param>
/// <param name="Notes">What the copy undid, as ends of the sentence «It was read …».</param>
/// <param name="HasEscapes">Somewhere a backslash stands before a quote.</param>
internal sealed record PlainFile(LocalDataFile File, IReadOnlyList<string> Notes, bool HasEscapes)
{
    private const long MostBytes = 256L << 30;

    /// <param name="file">As it landed.</param>
    /// <param name="format">What the definition says; null for nothing.</param>
    /// <param name="copies">Gives a path for a copy.</param>
    /// <exception cref="UnreadableFileException">
    /// The compression is damaged or one that is not read, or the encoding is another.
    /// </exception>
    public static PlainFile Of(LocalDataFile file, FormatSettings? format, Func<string> copies)
    {
        List<string> notes = [];
        var name = file.Name;
        if (Unpacked(file) is { } unpacker)
        {
            var copy = copies();
            try
            {
                using var packed = System.IO.File.OpenRead(file.Path);
                using var content = unpacker.Open(packed);
                Copy(file, content, copy);
            }
            catch (Exception damaged) when (damaged is InvalidDataException or ZstdException or EndOfStreamException)
            {
                throw new UnreadableFileException(name, $"its {unpacker.Name} compression is damaged or breaks off.");
            }

            file = file with { Path = copy };
            notes.Add($"unpacked from {unpacker.Name}");
        }

        if (file.Format == DataFormat.Parquet)
        {
            return new(file, notes, false);
        }

        if (StartsWith(file.Path, "PAR1"u8))
        {
            throw new UnreadableFileException(name, "it is a Parquet file by its content.", "Land it under a name that ends in .parquet.");
        }

        var scan = TextScan.Of(file.Path);
        var encoding = format?.Encoding is { } stated ? TextScan.Named(stated) : scan.Encoding;
        var isUtf8 = encoding is UTF8Encoding;
        if (isUtf8 && !(scan.HasMark && file.Format == DataFormat.Ndjson))
        {
            return new(file, notes, scan.HasEscapes);
        }

        var text = copies();
        Transcode(file, encoding, text);
        if (!isUtf8)
        {
            notes.Add($"as {encoding.WebName}{(format?.Encoding is null && encoding.IsSingleByte ? ", because it is no UTF-8" : "")}");
        }

        return new(file with { Path = text }, notes, isUtf8 ? scan.HasEscapes : TextScan.Of(text).HasEscapes);
    }

    private static (string Name, Func<Stream, Stream> Open)? Unpacked(LocalDataFile file)
    {
        var other =
            StartsWith(file.Path, [0x50, 0x4B, 0x03, 0x04]) ? "a zip archive, or an Excel workbook"
            : StartsWith(file.Path, "BZh"u8) && file.Format != DataFormat.Parquet ? "compressed by bzip2"
            : StartsWith(file.Path, [0xFD, 0x37, 0x7A, 0x58, 0x5A]) ? "compressed by xz"
            : null;
        if (other is not null)
        {
            throw new UnreadableFileException(
                file.Name,
                $"it is {other}.",
                "Unpack it, or save it as CSV, and land that; .gz and .zst are read as they are."
            );
        }

        return StartsWith(file.Path, [0x1F, 0x8B]) ? ("gzip", stream => new GZipStream(stream, CompressionMode.Decompress))
            : StartsWith(file.Path, [0x28, 0xB5, 0x2F, 0xFD]) ? ("zstd", stream => new DecompressionStream(stream))
            : null;
    }

    private static void Copy(LocalDataFile file, Stream content, string path)
    {
        using var copy = System.IO.File.Create(path);
        var buffer = new byte[1 << 20];
        for (int read; (read = content.Read(buffer)) > 0; )
        {
            if (copy.Length + read > MostBytes)
            {
                throw new UnreadableFileException(file.Name, $"it unpacks to more than {MostBytes >> 30} GiB; land it in parts.");
            }

            copy.Write(buffer.AsSpan(0, read));
        }
    }

    private static void Transcode(LocalDataFile file, Encoding encoding, string path)
    {
        try
        {
            using var from = new StreamReader(file.Path, encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
            using var to = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
            var buffer = new char[1 << 16];
            for (int read; (read = from.Read(buffer)) > 0; )
            {
                to.Write(buffer.AsSpan(0, read));
            }
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException(file.Name, $"it is not in the encoding {encoding.WebName}; see 'data.format.encoding'.");
        }
    }

    private static bool StartsWith(string path, ReadOnlySpan<byte> signature)
    {
        Span<byte> start = stackalloc byte[8];
        using var stream = System.IO.File.OpenRead(path);
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].StartsWith(signature);
    }
}
