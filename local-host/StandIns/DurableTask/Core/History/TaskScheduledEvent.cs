using DurableTask.Core.Tracing;

namespace DurableTask.Core.History;

public class TaskScheduledEvent(int eventId) : HistoryEvent(eventId), ISupportsDurableTraceContext
{
    public override EventType EventType => EventType.TaskScheduled;

    public string? Name { get; set; }

    public string? Input { get; set; }

    public DistributedTraceContext? ParentTraceContext { get; set; }
}
