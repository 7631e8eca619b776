namespace DurableTask.Core.History;

public class SubOrchestrationInstanceCreatedEvent(int eventId) : HistoryEvent(eventId)
{
    public override EventType EventType => EventType.SubOrchestrationInstanceCreated;

    public string? Name { get; set; }

    public string? InstanceId { get; set; }

    public string? Input { get; set; }
}
