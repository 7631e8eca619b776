namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>
/// One event of an instance's history. <paramref name="At"/> is UTC: when a turn began, or when a timer is due; of a history made
/// elsewhere, <paramref name="AtLeast"/>, no earlier.
/// </summary>
internal sealed record HistoryEvent(
    HistoryKind Kind,
    int TaskId = -1,
    string? Name = null,
    string? Target = null,
    string? Payload = null,
    DateTime At = default,
    bool AtLeast = false
)
{
    /// <summary>Whether the orchestrator's code asked for it, so that a replay must ask for it again.</summary>
    public bool IsAsked =>
        Kind is HistoryKind.TaskScheduled or HistoryKind.SubOrchestrationScheduled or HistoryKind.TimerCreated or HistoryKind.EventSent;

    public string Describe() =>
        Kind switch
        {
            HistoryKind.TaskScheduled => $"activity '{Name}' (#{TaskId})",
            HistoryKind.SubOrchestrationScheduled => $"sub-orchestration '{Name}' with id '{Target}' (#{TaskId})",
            HistoryKind.TimerCreated => $"a timer for {At:O} (#{TaskId})",
            HistoryKind.EventSent => $"event '{Name}' to '{Target}' (#{TaskId})",
            _ => $"{Kind} (#{TaskId})",
        };

    /// <summary>
    /// Whether the two ask for the same thing. Inputs are not compared: how a value is written may change between builds.
    /// </summary>
    public bool AsksTheSameAs(HistoryEvent other) =>
        Kind == other.Kind
        && TaskId == other.TaskId
        && (At == other.At || (other.AtLeast && At > other.At))
        && Target == other.Target
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);
}
