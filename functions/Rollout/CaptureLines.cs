using System.Text.Json;

namespace ServerlessML.Functions.Rollout;

/// <summary>Lines of captures without what outcomes are not joined by: the inputs are most of them.</summary>
internal static class CaptureLines
{
    private static readonly string[] Kept =
    [
        "requestId",
        "at",
        "version",
        "planRevision",
        "lane",
        "keyHash",
        "probabilities",
        "values",
        "classes",
    ];

    /// <summary>Appends the lines of one plan.</summary>
    /// <exception cref="JsonException">A line is no object.</exception>
    public static void Copy(string from, Stream to, int revision)
    {
        using var json = new Utf8JsonWriter(to);
        foreach (var line in File.ReadLines(from).Where(line => line.Length > 0))
        {
            using var document = JsonDocument.Parse(line);
            if (
                !document.RootElement.TryGetProperty("planRevision", out var plan)
                || plan.ValueKind != JsonValueKind.Number
                || plan.GetInt32() != revision
            )
            {
                continue;
            }

            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(member => Kept.Contains(member.Name)))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
            json.Flush();
            to.WriteByte((byte)'\n');
            json.Reset();
        }
    }
}
