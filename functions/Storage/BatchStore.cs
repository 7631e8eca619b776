using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The pipelines' accepted batches. Every change is conditional, and adding a batch twice is adding it once.</summary>
public sealed class BatchStore(DocumentStore documents, ContentStore content)
{
    public async Task<AcceptedBatches> FindAsync(string pipeline, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<AcceptedBatches>(StorageLayout.Models, StorageLayout.Batches(pipeline), cancellation))?.Value
        ?? await BeforeAsync(pipeline, cancellation);

    public async Task AddAsync(string pipeline, AcceptedBatch batch, CancellationToken cancellation = default)
    {
        var before = await FindAsync(pipeline, cancellation);
        await documents.ChangeAsync<AcceptedBatches>(
            StorageLayout.Models,
            StorageLayout.Batches(pipeline),
            known => (known ?? before).With(batch),
            cancellation
        );
    }

    // Pipelines that ran before there was the document have their accepted batches in the runs' manifests.
    private async Task<AcceptedBatches> BeforeAsync(string pipeline, CancellationToken cancellation)
    {
        List<AcceptedBatch> found = [];
        await foreach (var name in documents.ListAsync(StorageLayout.Runs, $"{pipeline}-", cancellation))
        {
            if (
                !name.EndsWith("/manifest.json", StringComparison.Ordinal)
                || await documents.ReadAsync<RunManifest>(StorageLayout.Runs, name, cancellation) is not { Value: var run }
                || run.Pipeline != pipeline
                || run is not { Profile: not null, Validation: { } report, ReproductionOf: null }
                || BatchOverride.StaysOut(run.Override)
            )
            {
                continue;
            }

            var dataset = await content.GetJsonAsync<DatasetManifest>(run.Dataset, cancellation);
            found.Add(
                new()
                {
                    Batch = run.Batch,
                    Content = dataset.ContentDigest(),
                    Dataset = run.Dataset,
                    Definition = run.Definition,
                    RunId = run.RunId,
                    Rows = (await content.GetJsonAsync<ValidationReport>(report, cancellation)).Rows,
                    At = run.StartedAt,
                }
            );
        }

        return found
            .OrderBy(batch => batch.At)
            .ThenBy(batch => batch.RunId, StringComparer.Ordinal)
            .Aggregate(new AcceptedBatches(), (all, batch) => all.With(batch));
    }
}
