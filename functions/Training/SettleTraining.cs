using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Keeps what a claimed training gave for others that ask for the same, or gives the claim up. Another's claim, or result, is left as it
/// is.
/// </summary>
public sealed class SettleTraining(DocumentStore documents, TimeProvider time)
{
    [Function(nameof(SettleTraining))]
    public async Task<bool> RunAsync([ActivityTrigger] SettleTrainingRequest request, CancellationToken cancellation)
    {
        var name = StorageLayout.Step(request.Key);
        var known = await documents.ReadAsync<TrainedStep>(StorageLayout.Steps, name, cancellation);
        if (known is null)
        {
            return false;
        }

        var settled = await documents.ChangeAsync<TrainedStep>(
            StorageLayout.Steps,
            name,
            step =>
                step switch
                {
                    null => known.Value with { Released = true },
                    { Result: not null } or { Released: true } => step,
                    _ when step.InstanceId != request.InstanceId => step,
                    _ => step with { Result = request.Result, Released = request.Result is null, At = time.GetUtcNow() },
                },
            cancellation
        );
        return settled.InstanceId == request.InstanceId;
    }
}
