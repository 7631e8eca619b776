using Microsoft.Azure.Functions.Worker;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Functions.Training.Search;

/// <summary>Draws the trials and writes them down; done twice, the first word holds.</summary>
public sealed class PlanTrials(SearchReports reports)
{
    [Function(nameof(PlanTrials))]
    public async Task<PlannedTrials> RunAsync([ActivityTrigger] PlanTrialsRequest request, CancellationToken cancellation)
    {
        await reports.OpenAsync(
            new()
            {
                RunId = request.RunId,
                Kind = request.Search.Kind,
                Metric = request.Search.Metric,
                Shares = SuccessiveHalving.Shares(request.Search),
                Folds = request.Search.Folds,
                Selection = request.Selection,
                Trials =
                [
                    .. TrialSampler
                        .Points(request.Search)
                        .Select(
                            (point, index) =>
                                new SearchTrial
                                {
                                    Number = index + 1,
                                    Recipe = point.Recipe,
                                    Parameters = point.Parameters,
                                }
                        ),
                ],
            },
            cancellation
        );
        var report = await reports.FindAsync(request.RunId, cancellation)
            ?? throw new InvalidOperationException(
                $"The report of the trials of run '{request.RunId}' was deleted while the search was planned."
            );
        return new() { Trials = report.Trials.Count };
    }
}
