using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Instances;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>Hands a runner's last word to the orchestration that waits for it.</summary>
public sealed class TrainingEnded(ILogger<TrainingEnded> log)
{
    [Function(nameof(TrainingEnded))]
    public async Task RunAsync(
        [QueueTrigger(StorageLayout.TrainingEvents)] TrainingEvent message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (await client.TryRaiseEventAsync(message.InstanceId, ModelTraining.EndedEvent, message, cancellation) != CommandOutcome.Accepted)
        {
            // A second delivery, or a run that was cancelled meanwhile.
            log.LogInformation("No orchestration waits for attempt {Attempt} of {Job} any more", message.Attempt, message.JobId);
        }
    }
}
