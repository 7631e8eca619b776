using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using ServerlessML.Functions.Training.Search;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Api;

/// <summary>What people see of a search.</summary>
public sealed class TrialRoutes(SearchReports reports, DocumentStore documents)
{
    [Function("ShowTrials")]
    public Task<HttpResponseData> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{runId}/trials")] HttpRequestData request,
        string runId,
        CancellationToken cancellation
    ) => request.AnswerAsync([], async _ =>
        {
            var report = Names.IsBatch(runId) ? await reports.FindAsync(runId, cancellation) : null;
            if (report is null)
            {
                throw ApiException.NotFound(
                    $"The run '{runId}' has no trials: its pipeline has no 'training.search', or the search has not begun."
                );
            }

            var progress = new SortedDictionary<string, TrainingProgress>(StringComparer.Ordinal);
            foreach (
                var job in report.Trials.Where(trial => trial.State == TrialState.Running).Select(trial => trial.JobId).OfType<string>()
            )
            {
                if (
                    await documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(runId, job), cancellation) is
                    { } known
                )
                {
                    progress[job] = known.Value;
                }
            }

            return ApiReply.Ok(
                new TrialsView
                {
                    Search = report,
                    Cost = SearchCost.Of(report),
                    Progress = progress,
                }
            );
        });
}
