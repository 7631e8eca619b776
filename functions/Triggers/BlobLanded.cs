using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Intake.Events;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Receives blob-created events: from Event Grid in Azure, from the local host's watch of the container on one machine. What is refused
/// ends in the poison queue.
/// </summary>
public sealed class BlobLanded(LandingEventHandler events)
{
    [Function(nameof(BlobLanded))]
    public Task RunAsync(
        [QueueTrigger(StorageLayout.LandingEvents)] string received,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => events.TakeAsync(client, BinaryData.FromString(received), cancellation);
}
