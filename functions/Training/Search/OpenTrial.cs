using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Training.Search;

/// <summary>Marks a trial as running, and finds what it trains and where it goes on from.</summary>
public sealed class OpenTrial(SearchReports reports, ContentStore content, CheckpointStore checkpoints)
{
    [Function(nameof(OpenTrial))]
    public async Task<OpenedTrial> RunAsync([ActivityTrigger] OpenTrialRequest request, CancellationToken cancellation)
    {
        var trial = await reports.ChangeTrialAsync(
            request.RunId,
            request.Number,
            trial => trial with { State = TrialState.Running, Until = request.Share, JobId = request.JobId },
            cancellation
        );
        List<Digest?> resume = [];
        if (!request.Final && trial.Rungs.LastOrDefault(rung => rung.Share < request.Share) is { } before)
        {
            foreach (var digest in before.Results)
            {
                var result = await content.GetJsonAsync<TrainingResult>(digest, cancellation);
                // A checkpoint that is gone only costs time: the trial is trained anew as far as this rung.
                resume.Add(
                    result.Checkpoint is { } checkpoint && await checkpoints.ExistsAsync(checkpoint, cancellation) ? checkpoint : null
                );
            }
        }

        return new()
        {
            Point = new() { Recipe = trial.Recipe, Parameters = trial.Parameters },
            Resume = resume,
        };
    }
}
