namespace ServerlessML.Tests.Functions;

/// <summary>Keeps what orchestrations are told.</summary>
internal sealed class ToldClient<T> : GenuineClient
{
    public List<T> Said { get; } = [];

    public Action BeforeRaise { get; set; } = () => { };

    public override async Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    )
    {
        BeforeRaise();
        await base.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);
        lock (Said)
        {
            Said.Add((T)eventPayload!);
        }
    }
}
