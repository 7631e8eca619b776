using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Intake.Events;

namespace ServerlessML.Functions.Triggers;

/// <summary>A blob-created event of Event Grid, in Azure; what is refused goes to the subscription's dead letters. Locally blobs are looked for (<see cref="BatchLanded"/>).</summary>
public sealed class BlobLanded(LandingEvents events)
{
    [Function(nameof(BlobLanded))]
    public Task RunAsync([EventGridTrigger] string received, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        events.TakeAsync(client, BinaryData.FromString(received), cancellation);
}
