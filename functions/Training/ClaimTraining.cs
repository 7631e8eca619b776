using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Gives the result of the same training where there is a whole one, and else the claim to whoever asks first. A claim is its owner's as
/// long as the owner runs, so that one that was cancelled, purged or lost holds nobody up.
/// </summary>
public sealed class ClaimTraining(DocumentStore documents, ContentStore content, FunctionsOptions options, TimeProvider time)
{
    private const int MostRaces = 20;

    [Function(nameof(ClaimTraining))]
    public async Task<TrainingClaim> RunAsync(
        [ActivityTrigger] ClaimTrainingRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var key = TrainingKey.Of(request.Training, options.RunnerImage);
        for (var race = 0; race < MostRaces; race++)
        {
            var known = (await documents.ReadAsync<TrainedStep>(StorageLayout.Steps, StorageLayout.Step(key), cancellation))?.Value;
            if (known?.Result is { } result && await IsWholeAsync(result, cancellation))
            {
                return new()
                {
                    Key = key,
                    Result = result,
                    Before = new()
                    {
                        Key = key,
                        RunId = known.RunId,
                        JobId = known.JobId,
                        At = known.At,
                    },
                };
            }

            if (known is not null && IsClaim(known))
            {
                if (known.InstanceId == request.InstanceId)
                {
                    return new() { Key = key };
                }

                if (
                    known.Expires > time.GetUtcNow()
                    && await client.GetInstanceAsync(known.InstanceId, cancellation) is { IsCompleted: false }
                )
                {
                    return new() { Key = key, BusyWith = known.RunId };
                }
            }

            var mine = Claim(key, request);
            var now = await documents.ChangeAsync<TrainedStep>(
                StorageLayout.Steps,
                StorageLayout.Step(key),
                current => IsSame(current, known) ? mine : current!,
                cancellation
            );
            if (now.InstanceId == request.InstanceId && IsClaim(now))
            {
                return new() { Key = key };
            }
        }

        throw new InvalidOperationException(
            $"The training {key} could not be claimed in {MostRaces} attempts: other runs kept claiming it."
        );
    }

    private TrainedStep Claim(Digest key, ClaimTrainingRequest request)
    {
        var (training, now) = (request.Training, time.GetUtcNow());
        return new()
        {
            Key = key,
            InstanceId = request.InstanceId,
            RunId = training.RunId,
            JobId = training.JobId,
            At = now,
            Expires = now + (training.Settings.Deadline * (training.Settings.MaxAttempts + 1)),
        };
    }

    // A store that is tidied up, or was restored, may have kept the note and not the model.
    private async Task<bool> IsWholeAsync(TrainingResult result, CancellationToken cancellation)
    {
        foreach (var digest in new[] { result.Model, result.Metrics, result.Environment, result.Validation })
        {
            if (digest is { } known && !await content.ExistsAsync(known, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsClaim(TrainedStep step) => step.Result is null && !step.Released;

    private static bool IsSame(TrainedStep? one, TrainedStep? other) =>
        (one?.InstanceId, one?.At, one?.Released, one?.Result is null)
        == (other?.InstanceId, other?.At, other?.Released, other?.Result is null);
}
