using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Validation;

/// <summary>Gives a batch that goes on what it goes on with: a profile, the split, and its place among the accepted ones.</summary>
public sealed class BatchKeeper(ContentStore content, RunManifests manifests, BatchStore batches, SplitStore splits, SchemaStore schemas)
{
    /// <param name="batch">Whose; its report may say that it was rejected.</param>
    /// <param name="word">Of the person who accepted it all the same; null where no rule is broken.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(Digest? Profile, Digest Split)> KeepAsync(JudgedBatch batch, BatchOverride? word, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(batch.Definition, cancellation);
        Digest? profile = batch.Report.Profile is { } known ? await content.PutJsonAsync(known, cancellation) : null;
        // Done again, it has the split that it had: another run may have stated another one since.
        var split = (await manifests.GetAsync(batch.Report.RunId, cancellation)).Split
            ?? await splits.FreezeAsync(batch.Report.Pipeline, definition, cancellation);
        var run = await manifests.ChangeAsync(
            batch.Report.RunId,
            manifest => manifest with { Validation = batch.Digest, Profile = profile, Split = split, Override = word ?? manifest.Override },
            cancellation
        );
        if (!BatchOverride.StaysOut(word))
        {
            await batches.AddAsync(
                batch.Report.Pipeline,
                new()
                {
                    Batch = batch.Report.Batch,
                    Content = (await content.GetJsonAsync<DatasetManifest>(batch.Dataset, cancellation)).ContentDigest(),
                    Dataset = batch.Dataset,
                    Definition = batch.Definition,
                    RunId = batch.Report.RunId,
                    Rows = batch.Report.Rows,
                    Overridden = word is null ? null : true,
                    Figures = batch.Report.Profile is { } figured ? BatchFigures.Of(figured) : null,
                    At = run.StartedAt,
                },
                cancellation
            );
            await schemas.InferAsync(batch.Report, definition, cancellation);
        }

        return (profile, split);
    }
}
