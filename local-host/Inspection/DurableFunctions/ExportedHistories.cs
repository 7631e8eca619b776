using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.LocalHost.Inspection.DurableFunctions;

/// <summary>
/// Durable Functions' histories for the replay gate: rows of the Azure Storage backend's History table (<c>az storage entity query</c>, the
/// table service's own JSON, or an array of entities), or one instance's events as <c>DurableTaskClient.GetOrchestrationHistoryAsync</c>
/// returns them.
/// </summary>
public static class ExportedHistories
{
    /// <param name="text">The file's.</param>
    /// <param name="otherwise">Names the instance where the events do not.</param>
    /// <returns>One an instance, in the order in which they come.</returns>
    /// <exception cref="ExportedHistoryException">It is no such export; the message names the row and what is wrong with it.</exception>
    public static IReadOnlyList<RecordedHistory> Read(string text, string otherwise)
    {
        List<HistoryRow> rows = [.. Rows(text).Select((row, position) => new HistoryRow(row, position))];
        if (rows.Count == 0)
        {
            throw new ExportedHistoryException("It has no rows. Export the instance again.");
        }

        return [.. rows.GroupBy(row => row.Instance).Select(instance => ExportedHistory.Of([.. Newest([.. instance])], otherwise))];
    }

    // A new execution writes over the rows of the one before, of which a longer one leaves some.
    private static IEnumerable<HistoryRow> Newest(IReadOnlyList<HistoryRow> rows)
    {
        var ordered = rows.All(row => row.Key is not null) ? rows.OrderBy(row => row.Key, StringComparer.Ordinal) : rows.AsEnumerable();
        List<HistoryRow> events = [.. ordered.Where(row => !row.IsSentinel)];
        return events.Count == 0
            ? throw rows[0].Wrong("is the instance's only one: it has no history")
            : events.TakeWhile(row => row.Execution == events[0].Execution);
    }

    private static IEnumerable<JsonObject> Rows(string text)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new ExportedHistoryException($"It is not JSON: {error.Message}");
        }

        if (node is JsonObject status && status["historyEvents"] is not null)
        {
            throw new ExportedHistoryException(
                "It is the answer of the HTTP API, whose historyEvents lack the numbers that a replay goes by (EventId): "
                    + "export the rows of the History table, or the client's history."
            );
        }

        if (node is JsonObject page && page["nextMarker"] is JsonObject { Count: > 0 })
        {
            throw new ExportedHistoryException("It is the first page of several (nextMarker): query with --num-results '*'.");
        }

        var list =
            node as JsonArray
            ?? (node as JsonObject)?["items"] as JsonArray
            ?? (node as JsonObject)?["value"] as JsonArray
            ?? throw new ExportedHistoryException("It has no rows: an array of them is expected, or an object with 'items' or 'value'.");
        return list.Select((row, position) => row as JsonObject ?? throw new ExportedHistoryException($"Row {position + 1} is no object."));
    }
}
