using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessML.Contracts;

/// <summary>
/// JSON with one form for one value, so that a digest names a document: members sorted by UTF-16 code units, no white space,
/// shortest round-trip numbers. After RFC 8785 (JSON Canonicalization Scheme), except that exponents are written as .NET writes them.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Serialize<T>(T value)
    {
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, Wire.Options));
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            Write(writer, document.RootElement);
        }

        return buffer.ToArray();
    }

    public static T Deserialize<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Wire.Options) ?? throw new JsonException($"The document is null; expected {typeof(T).Name}.");

    public static Digest DigestOf<T>(T value) => Digest.Of(Serialize(value));

    // Elements rather than nodes: nodes take «A» and «a» for one member, and categories are members.
    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
