using ServerlessML.Contracts.Runs;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The runs' manifests. Every change is conditional on the document's tag, and making it twice is making it once.</summary>
public sealed class RunManifests(DocumentStore documents)
{
    public async Task<RunManifest?> FindAsync(string runId, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<RunManifest>(StorageLayout.Runs, StorageLayout.Manifest(runId), cancellation))?.Value;

    /// <exception cref="PermanentFailureException">The run has no manifest.</exception>
    public async Task<RunManifest> GetAsync(string runId, CancellationToken cancellation = default) =>
        await FindAsync(runId, cancellation) ?? throw new PermanentFailureException($"The run '{runId}' has no manifest.");

    /// <exception cref="RefusedException">There is no such run, or it has no manifest yet.</exception>
    public async Task<RunManifest> ShownAsync(string runId, CancellationToken cancellation) =>
        (Names.IsBatch(runId) ? await FindAsync(runId, cancellation) : null)
        ?? throw RefusedException.NotFound($"There is no run '{runId}', or it has no manifest yet.");

    /// <summary>Leaves a manifest that is there already as it is.</summary>
    public Task<bool> OpenAsync(RunManifest manifest, CancellationToken cancellation = default) =>
        documents.CreateAsync(StorageLayout.Runs, StorageLayout.Manifest(manifest.RunId), manifest, cancellation);

    public Task<RunManifest> ChangeAsync(string runId, Func<RunManifest, RunManifest> change, CancellationToken cancellation = default) =>
        documents.ChangeAsync<RunManifest>(
            StorageLayout.Runs,
            StorageLayout.Manifest(runId),
            manifest => change(manifest ?? throw new PermanentFailureException($"The run '{runId}' has no manifest.")),
            cancellation
        );

    /// <summary>Adds a line unless one of its key is there.</summary>
    public static RunManifest WithStep(RunManifest manifest, ManifestStep step) =>
        manifest.Steps.Any(known => known.Key == step.Key) ? manifest : manifest with { Steps = [.. manifest.Steps, step] };
}
