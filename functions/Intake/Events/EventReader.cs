using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;

namespace ServerlessML.Functions.Intake.Events;

/// <summary>Reads what Event Grid delivers: one event or several, in its own schema or as CloudEvents 1.0.</summary>
internal static class EventReader
{
    /// <exception cref="EventRefusedException">The text holds no events.</exception>
    public static IReadOnlyList<ReceivedEvent> Read(BinaryData text)
    {
        try
        {
            IReadOnlyList<ReceivedEvent> events = IsCloudEvents(text)
                ? [.. CloudEvent.ParseMany(text).Select(Of)]
                : [.. EventGridEvent.ParseMany(text).Select(Of)];
            return events.Count > 0 ? events : throw new EventRefusedException("The message holds no event.");
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or KeyNotFoundException
                        // The library's answer to an event that is null.
                        or NullReferenceException
            )
        {
            throw new EventRefusedException(
                "The message does not hold events of Event Grid, neither in its own schema nor as CloudEvents 1.0.",
                e
            );
        }
    }

    private static bool IsCloudEvents(BinaryData text)
    {
        using var document = JsonDocument.Parse(text);
        var first =
            document.RootElement is { ValueKind: JsonValueKind.Array } many && many.GetArrayLength() > 0 ? many[0] : document.RootElement;
        return first.ValueKind == JsonValueKind.Object && first.TryGetProperty("specversion", out _);
    }

    private static ReceivedEvent Of(EventGridEvent received) =>
        Of(received.Id, received.EventType, received.Topic ?? "", received.TryGetSystemEventData(out var data) ? data : null);

    private static ReceivedEvent Of(CloudEvent received) =>
        Of(received.Id, received.Type, received.Source, received.TryGetSystemEventData(out var data) ? data : null);

    private static ReceivedEvent Of(string id, string type, string source, object? data) =>
        new()
        {
            Id = id,
            Type = type,
            Source = source,
            Blob =
                data is StorageBlobCreatedEventData { Url: { } url } && Uri.TryCreate(url, UriKind.Absolute, out var address)
                    ? address
                    : null,
        };
}
