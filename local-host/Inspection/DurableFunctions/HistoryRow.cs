using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.LocalHost.Inspection.DurableFunctions;

/// <summary>
/// One event as DurableTask.AzureStorage writes it to the History table, or as the client's API returns it. In the table a member named
/// Timestamp is the service's own, and the event's is _Timestamp; members that are objects are JSON texts; nulls are not there.
/// </summary>
internal sealed class HistoryRow(JsonObject members, int position)
{
    /// <summary>The key of the row without events that carries the table's lock.</summary>
    private const string Sentinel = "sentinel";

    public string? Instance => Text("PartitionKey");

    public string? Execution => Text("ExecutionId");

    public bool IsSentinel => Text("RowKey") == Sentinel;

    /// <summary>The row's key in the table; null where the events come in order.</summary>
    public string? Key => Text("RowKey");

    public string Kind =>
        Member("EventType") is not { } kind ? throw Wrong("has no EventType")
        : kind.GetValueKind() == JsonValueKind.Number
            ? Enum.GetName((global::DurableTask.Core.History.EventType)(int)kind) ?? throw Wrong($"has the unknown EventType {kind}")
        : (string)kind!;

    public DateTime At =>
        Key is not null && Member("_Timestamp") is null
            ? throw Wrong("has no _Timestamp, which the event's time is in the History table; Timestamp is when the row was written")
            : Time(Key is null ? "Timestamp" : "_Timestamp");

    private string Name =>
        $"{(Instance is { } instance ? $"'{instance}', " : "")}row "
        + $"{Key ?? $"{position + 1}"}{(Member("EventType") is { } kind ? $" ({kind})" : "")}";

    public string? Text(string member) => Member(member) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public string Needed(string member) => Text(member) ?? throw Wrong($"has no {member}");

    /// <exception cref="ExportedHistoryException">It is in a blob, which the row only names.</exception>
    public string? Payload(string member)
    {
        if (Text($"{member}BlobName") is { Length: > 0 } blob)
        {
            throw Wrong(
                $"has its {member} in the blob '{blob}' of the task hub's container of large messages (gzip): put its text into "
                    + $"the row as {member}, without {member}BlobName"
            );
        }

        return Text(member);
    }

    public int Number(string member) =>
        Member(member) is { } value
        && int.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"has no {member}, or one that is no number");

    public DateTime Time(string member) =>
        DateTimeOffset.TryParse(Needed(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime
            : throw Wrong($"has a {member} that is no time");

    /// <summary>An object, or the text of one; null when it is not there.</summary>
    public JsonObject? Object(string member)
    {
        try
        {
            return Member(member) is JsonObject plain ? plain
                : Payload(member) is { } text ? JsonNode.Parse(text) as JsonObject
                : null;
        }
        catch (JsonException)
        {
            throw Wrong($"has a {member} that is not JSON");
        }
    }

    public ExportedHistoryException Wrong(string what) => new($"{Name} {what}.");

    // The Azure CLI tells types of some members beside their values.
    private JsonNode? Member(string name) =>
        members[name] is JsonObject typed && typed["edm_type"] is not null ? typed["value"] : members[name];
}
