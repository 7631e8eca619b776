using System.Text.Json.Serialization;

namespace ServerlessML.Workflows.Cancellation;

/// <summary>How far a cancellation has come, or why it came to nothing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CancelOutcome>))]
public enum CancelOutcome
{
    /// <summary>Told to end, and running still.</summary>
    Stopping,
    Cancelled,

    /// <summary>The run had ended by itself.</summary>
    Ended,

    /// <summary>The run moves traffic: its rollout is to be turned back instead.</summary>
    MovesTraffic,
}
