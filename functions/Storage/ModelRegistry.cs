using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Storage;

/// <summary>The versions of a pipeline's model, and the names that point to them.</summary>
public sealed class ModelRegistry(DocumentStore documents, TimeProvider time)
{
    public async Task<ModelAliases> AliasesAsync(string pipeline, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<ModelAliases>(StorageLayout.Models, StorageLayout.Aliases(pipeline), cancellation))?.Value
        ?? None(pipeline);

    /// <summary>The version that serves, or null when none does yet.</summary>
    public async Task<ModelVersion?> ChampionAsync(string pipeline, CancellationToken cancellation = default) =>
        (await AliasesAsync(pipeline, cancellation)).Champion is { } version ? await GetAsync(pipeline, version, cancellation) : null;

    /// <summary>
    /// The version whose training data new batches are compared with: the champion, or where that was trained on an overridden batch the
    /// last one before it that was not. Null when there is none.
    /// </summary>
    public async Task<ModelVersion?> ReferenceAsync(string pipeline, CancellationToken cancellation = default) =>
        await ChampionAsync(pipeline, cancellation) is { StaysOutOfBaselines: true } champion
            ? (await ListAsync(pipeline, cancellation))
                .Where(version => version.Version < champion.Version && version.StaysOutOfBaselines != true)
                .MaxBy(version => version.Version)
            : await ChampionAsync(pipeline, cancellation);

    public async Task<ModelVersion?> FindAsync(string pipeline, int version, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<ModelVersion>(StorageLayout.Models, StorageLayout.ModelVersion(pipeline, version), cancellation))?.Value;

    /// <exception cref="PermanentFailureException">There is no such version.</exception>
    public async Task<ModelVersion> GetAsync(string pipeline, int version, CancellationToken cancellation = default) =>
        await FindAsync(pipeline, version, cancellation)
        ?? throw new PermanentFailureException($"The pipeline '{pipeline}' has no model version {version}.");

    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string pipeline, CancellationToken cancellation = default)
    {
        List<ModelVersion> versions = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Models, StorageLayout.ModelVersions(pipeline), cancellation))
        {
            if (await documents.ReadAsync<ModelVersion>(StorageLayout.Models, name, cancellation) is { } version)
            {
                versions.Add(version.Value);
            }
        }

        return versions;
    }

    /// <summary>
    /// Gives a run's model the next number; the run that has one keeps it, and the version carries the evidence that it was last approved
    /// with, and the model that this speaks of.
    /// </summary>
    public async Task<ModelVersion> RegisterAsync(RegisterRequest request, CancellationToken cancellation = default)
    {
        while (true)
        {
            var versions = await ListAsync(request.Pipeline, cancellation);
            if (versions.FirstOrDefault(known => known.RunId == request.RunId) is { } registered)
            {
                return registered.Evidence == request.Evidence
                    ? registered
                    : await documents.ChangeAsync<ModelVersion>(
                        StorageLayout.Models,
                        StorageLayout.ModelVersion(request.Pipeline, registered.Version),
                        known =>
                            (known ?? registered) with
                            {
                                Model = request.Model,
                                Evidence = request.Evidence,
                                Measure = request.Measure,
                                Value = request.Value,
                                Answers = request.Answers,
                                Threshold = request.Threshold,
                                Columns = request.Columns,
                            },
                        cancellation
                    );
            }

            var version = new ModelVersion
            {
                Pipeline = request.Pipeline,
                Version = versions.Select(known => known.Version).DefaultIfEmpty().Max() + 1,
                Model = request.Model,
                RunId = request.RunId,
                Evidence = request.Evidence,
                Dataset = request.Dataset,
                Profile = request.Profile,
                Measure = request.Measure,
                Value = request.Value,
                Answers = request.Answers,
                Threshold = request.Threshold,
                Columns = request.Columns,
                StaysOutOfBaselines = request.StaysOutOfBaselines,
                CreatedAt = time.GetUtcNow(),
            };
            // When two runs take a number at once, the second looks for the next.
            if (
                await documents.CreateAsync(
                    StorageLayout.Models,
                    StorageLayout.ModelVersion(request.Pipeline, version.Version),
                    version,
                    cancellation
                )
            )
            {
                return version;
            }
        }
    }

    public Task<ModelAliases> ChangeAliasesAsync(
        string pipeline,
        Func<ModelAliases, ModelAliases> change,
        CancellationToken cancellation = default
    ) =>
        documents.ChangeAsync<ModelAliases>(
            StorageLayout.Models,
            StorageLayout.Aliases(pipeline),
            current =>
            {
                var before = current ?? None(pipeline);
                var after = change(before);
                return after == before && current is not null ? current : after with { UpdatedAt = time.GetUtcNow() };
            },
            cancellation
        );

    private ModelAliases None(string pipeline) => new() { Pipeline = pipeline, UpdatedAt = time.GetUtcNow() };
}
