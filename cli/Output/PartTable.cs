using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Cli.Output;

/// <summary>Writes any part of a document for people: objects as facts, lists of objects as rows, and plain values one a line.</summary>
internal static class PartTable
{
    public static void Write(JsonNode? part, Session session)
    {
        switch (part)
        {
            case null:
                break;
            case JsonObject members:
                Listing.Facts(members.Select(member => (member.Key, (string?)Text(member.Value)))).Write(session.OutConsole);
                break;
            case JsonArray { Count: > 0 } rows when rows.All(row => row is JsonObject):
                List<string> columns = [.. rows.SelectMany(row => row!.AsObject().Select(member => member.Key)).Distinct()];
                new Listing(columns, [.. rows.Select(row => (string[])[.. columns.Select(column => Text(row![column]))])]).Write(
                    session.OutConsole
                );
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    session.Out.WriteLine(PlainText.Line(Text(item)));
                }

                break;
            default:
                session.Out.WriteLine(PlainText.Lines(Text(part)));
                break;
        }
    }

    /// <summary>A string as it is, null as nothing, anything else as JSON.</summary>
    public static string Text(JsonNode? value) =>
        value is null ? ""
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : value.ToJsonString();
}
