using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Search;

/// <summary>
/// The stored reports of searches. Every change is conditional on the document's tag, and making it twice is making it once.
/// </summary>
public sealed class SearchReports(DocumentStore documents)
{
    /// <summary>Leaves a report that is there already as it is.</summary>
    public Task<bool> OpenAsync(SearchReport report, CancellationToken cancellation = default) =>
        documents.CreateAsync(StorageLayout.Runs, StorageLayout.Trials(report.RunId), report, cancellation);

    /// <summary>Null when the run did not search, or not yet.</summary>
    public async Task<SearchReport?> FindAsync(string runId, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<SearchReport>(StorageLayout.Runs, StorageLayout.Trials(runId), cancellation))?.Value;

    /// <exception cref="PermanentFailureException">The run has no report.</exception>
    public Task<SearchReport> ChangeAsync(
        string runId,
        Func<SearchReport, SearchReport> change,
        CancellationToken cancellation = default
    ) =>
        documents.ChangeAsync<SearchReport>(
            StorageLayout.Runs,
            StorageLayout.Trials(runId),
            report => change(report ?? throw Missing(runId)),
            cancellation
        );

    /// <exception cref="PermanentFailureException">The run has no report, or the report no such trial.</exception>
    public async Task<SearchTrial> ChangeTrialAsync(
        string runId,
        int number,
        Func<SearchTrial, SearchTrial> change,
        CancellationToken cancellation = default
    )
    {
        var report = await ChangeAsync(
            runId,
            report =>
            {
                var trial = TrialOf(report, number);
                var next = change(trial);
                return ReferenceEquals(next, trial)
                    ? report
                    : report with
                    {
                        Trials = [.. report.Trials.Select(other => other.Number == number ? next : other)],
                    };
            },
            cancellation
        );
        return TrialOf(report, number);
    }

    private static SearchTrial TrialOf(SearchReport report, int number) =>
        report.Trials.FirstOrDefault(trial => trial.Number == number)
        ?? throw new PermanentFailureException($"The search of run '{report.RunId}' has no trial {number}.");

    private static PermanentFailureException Missing(string runId) => new($"The run '{runId}' has no report of its trials.");
}
