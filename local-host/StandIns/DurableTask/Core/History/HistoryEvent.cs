using System.Runtime.Serialization;

namespace DurableTask.Core.History;

/// <summary>One event of an orchestration's history.</summary>
public abstract class HistoryEvent(int eventId) : IExtensibleDataObject
{
    /// <summary>The number of what was asked for; -1 of what came by itself.</summary>
    public int EventId { get; } = eventId;

    /// <summary>UTC.</summary>
    public DateTime Timestamp { get; set; }

    public virtual EventType EventType { get; }

    public ExtensionDataObject? ExtensionData { get; set; }
}
