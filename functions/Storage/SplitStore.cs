using ServerlessML.Contracts.Evaluation;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The pipelines' splits. Every change is conditional, so that of two first runs at once both have the split of one.</summary>
public sealed class SplitStore(DocumentStore documents, ContentStore content)
{
    /// <summary>The frozen split; null before a batch of the pipeline was accepted.</summary>
    public async Task<Split?> FindAsync(string pipeline, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<Split>(StorageLayout.Models, StorageLayout.Split(pipeline), cancellation))?.Value;

    /// <summary>
    /// Freezes the split that a definition states, unless that is frozen already; what is frozen is kept in the content-addressed store
    /// as well.
    /// </summary>
    public async Task<Digest> FreezeAsync(string pipeline, PipelineDefinition definition, CancellationToken cancellation = default)
    {
        var split = await documents.ChangeAsync<Split>(
            StorageLayout.Models,
            StorageLayout.Split(pipeline),
            frozen => Split.After(frozen, definition),
            cancellation
        );
        return await content.PutJsonAsync(split, cancellation);
    }

    /// <summary>The split of a run.</summary>
    /// <param name="digest">Null in runs from before there were splits.</param>
    /// <param name="definition">The run's.</param>
    /// <param name="cancellation">Stops the read.</param>
    public static async Task<Split> OfAsync(
        ContentStore content,
        Digest? digest,
        PipelineDefinition definition,
        CancellationToken cancellation
    ) =>
        digest is { } known
            ? await content.GetJsonAsync<Split>(known, cancellation)
            : Split.Before(definition.Data, definition.Evaluation.Holdout, definition.Evaluation.Salt);
}
