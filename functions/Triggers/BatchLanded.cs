using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Contracts;
using ServerlessML.Functions.Intake;

namespace ServerlessML.Functions.Triggers;

/// <summary>A batch is complete when its marker lands. Events arrive at least once; the run's id makes the second harmless.</summary>
public sealed class BatchLanded(RunStarter starter)
{
    [Function(nameof(BatchLanded))]
    public Task RunAsync(
        [BlobTrigger(StorageLayout.Landing + "/{pipeline}/{batch}/" + StorageLayout.CompleteMarker)] byte[] marker,
        string pipeline, string batch, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        // The marker says that the batch is complete; what it holds does not matter.
        _ = marker;
        return starter.StartAsync(client, pipeline, batch, "trigger:landing", cancellation: cancellation);
    }
}
