namespace ServerlessML.Serving.Requests;

/// <summary>The byte order mark that some programs put before UTF-8: RFC 8259 lets a reader of JSON pass over it.</summary>
internal static class Utf8Mark
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Bytes of the mark at the start: 3, or 0.</summary>
    public static int Length(ReadOnlySpan<byte> text) => text.StartsWith(Mark) ? Mark.Length : 0;
}
