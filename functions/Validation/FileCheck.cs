using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Intake;
using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Validation;

/// <summary>Checks files of this machine under a definition by the code of a run's validation, without a run.</summary>
public static class FileCheck
{
    /// <param name="paths">Files and folders of one batch.</param>
    /// <param name="definition">What they are held to.</param>
    /// <param name="time">Tells what is in the future.</param>
    /// <param name="baseline">The champion's training profile; null for none.</param>
    /// <param name="earlier">The pipeline's accepted batches; null for none.</param>
    /// <param name="schema">The pipeline's schema; null for none.</param>
    /// <returns>The report of a run: same rules, same sentences.</returns>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static ValidationReport Of(
        IReadOnlyList<string> paths,
        PipelineDefinition definition,
        TimeProvider time,
        DatasetProfile? baseline = null,
        IReadOnlyList<AcceptedBatch>? earlier = null,
        DataSchema? schema = null
    )
    {
        var batch = FilesAtHand.Of(paths);
        ShardReport[] shards = [.. batch.Files.Select(file => ValidateShard.Check(file, definition, time))];
        return BatchReport.Join(
            "",
            definition,
            "",
            shards,
            baseline,
            new()
            {
                Earlier = earlier ?? [],
                Schema = schema,
                Beside = BatchFiles.Of(batch.Manifest),
                Unique = JoinShards.Unique(batch.Files, definition, shards),
            }
        );
    }
}
