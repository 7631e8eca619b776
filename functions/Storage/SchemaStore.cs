using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The pipelines' schemas. Every change is conditional: of two first batches at once both have the schema of one.</summary>
public sealed class SchemaStore(DocumentStore documents, TimeProvider time)
{
    private const string System = "system";

    /// <summary>Null before a batch of the pipeline was accepted.</summary>
    public async Task<DataSchema?> FindAsync(string pipeline, CancellationToken cancellation = default) =>
        (await documents.ReadAsync<DataSchema>(StorageLayout.Models, StorageLayout.Schema(pipeline), cancellation))?.Value;

    /// <summary>Makes the first version from an accepted batch, unless there is one.</summary>
    public async Task InferAsync(ValidationReport report, PipelineDefinition definition, CancellationToken cancellation = default)
    {
        if (report.Profile is not { } profile)
        {
            return;
        }

        await documents.CreateAsync(
            StorageLayout.Models,
            StorageLayout.Schema(report.Pipeline),
            new DataSchema
            {
                Pipeline = report.Pipeline,
                Version = 1,
                Columns = SchemaInference.Columns(definition.Data, profile),
                Extra = SchemaInference.Extra(report.Violations),
                Changes =
                [
                    new()
                    {
                        Version = 1,
                        At = time.GetUtcNow(),
                        By = System,
                        Reason = $"inferred from the first accepted batch, '{report.Batch}'",
                        RunId = report.RunId,
                    },
                ],
            },
            cancellation
        );
    }

    /// <summary>Puts the next version in the place of the one that it was made from.</summary>
    /// <returns>The schema as it is: another than the given one where somebody else was first.</returns>
    public Task<DataSchema> ReplaceAsync(DataSchema next, CancellationToken cancellation = default) =>
        documents.ChangeAsync<DataSchema>(
            StorageLayout.Models,
            StorageLayout.Schema(next.Pipeline),
            known => known?.Version == next.Version - 1 ? next : known ?? next,
            cancellation
        );
}
