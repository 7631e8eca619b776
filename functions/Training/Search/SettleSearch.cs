using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Training.Search;

/// <summary>Writes down how a search ended, keeps its report, and hands the winner's model over.</summary>
public sealed class SettleSearch(SearchReports reports, ContentStore content)
{
    [Function(nameof(SettleSearch))]
    public async Task<SearchOutcome> RunAsync([ActivityTrigger] SettleSearchRequest request, CancellationToken cancellation)
    {
        var report = await reports.ChangeAsync(
            request.RunId,
            known => known with { Winner = request.Winner, Error = request.Error },
            cancellation
        );
        var digest = await content.PutJsonAsync(report, cancellation);
        if (request.Winner is not { } winner)
        {
            return new()
            {
                Report = digest,
                Cost = SearchCost.Of(report),
                Error = request.Error ?? "the search has no winner",
            };
        }

        var trial = report.Trials.First(trial => trial.Number == winner);
        return new()
        {
            Winner = winner,
            Result = await content.GetJsonAsync<TrainingResult>(trial.Rungs[^1].Results[0], cancellation),
            Recipe = trial.Recipe,
            Parameters = trial.Parameters,
            Cost = SearchCost.Of(report),
            Report = digest,
        };
    }
}
