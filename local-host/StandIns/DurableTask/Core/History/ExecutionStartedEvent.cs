using DurableTask.Core.Tracing;

namespace DurableTask.Core.History;

public class ExecutionStartedEvent(int eventId, string? input) : HistoryEvent(eventId), ISupportsDurableTraceContext
{
    public override EventType EventType => EventType.ExecutionStarted;

    public string Name { get; set; } = "";

    public string? Version { get; set; }

    public string? Input { get; set; } = input;

    public DistributedTraceContext? ParentTraceContext { get; set; }
}
