using System.Text.Json.Serialization;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>
/// One event of an exported history. <paramref name="At"/> is UTC: when a turn began, or when a timer is due (<paramref name="AtLeast"/>:
/// no earlier).
/// </summary>
public sealed record RecordedEvent(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TaskId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Target,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Payload,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AtLeast = null
)
{
    internal static RecordedEvent Of(HistoryEvent happened) =>
        new(
            happened.Kind.ToString(),
            happened.TaskId < 0 ? null : happened.TaskId,
            happened.Name,
            happened.Target,
            happened.Payload,
            happened.At == default ? null : happened.At
        );

    internal HistoryEvent ToEvent() =>
        new(Enum.Parse<HistoryKind>(Kind), TaskId ?? -1, Name, Target, Payload, At ?? default, AtLeast == true);
}
