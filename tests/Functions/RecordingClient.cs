namespace ServerlessML.Tests.Functions;

/// <summary>Notes which events are raised; nothing else is asked of it.</summary>
internal sealed class RecordingClient() : UnaskedClient("recording")
{
    public List<(string Instance, string Event)> Raised { get; } = [];

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    )
    {
        Raised.Add((instanceId, eventName));
        return Task.CompletedTask;
    }
}
