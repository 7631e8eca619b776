using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>The documents of attempts that were started on a platform.</summary>
public sealed class StartedAttempts(DocumentStore documents)
{
    public async Task<StartedAttempt?> FindAsync(Attempt attempt, CancellationToken cancellation) =>
        (await documents.ReadAsync<StartedAttempt>(StorageLayout.Runs, Name(attempt), cancellation))?.Value;

    /// <summary>The first one counts.</summary>
    public Task<StartedAttempt> AddAsync(Attempt attempt, StartedAttempt started, CancellationToken cancellation) =>
        documents.ChangeAsync<StartedAttempt>(StorageLayout.Runs, Name(attempt), known => known ?? started, cancellation);

    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public Task<StartedAttempt> ChangeAsync(Attempt attempt, Func<StartedAttempt, StartedAttempt> change, CancellationToken cancellation) =>
        documents.ChangeAsync<StartedAttempt>(
            StorageLayout.Runs,
            Name(attempt),
            known => change(known ?? throw new InvalidOperationException($"The attempt {attempt.Name} was not started.")),
            cancellation
        );

    private static string Name(Attempt attempt) => StorageLayout.StartedAttempt(attempt.RunId, attempt.JobId, attempt.Number);
}
