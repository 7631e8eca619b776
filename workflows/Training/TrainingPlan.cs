using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Workflows.Training;

/// <summary>What a definition asks of training, as a request.</summary>
public static class TrainingPlan
{
    /// <param name="run">Whose.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="split">The division of its rows; null for that from before splits were documents.</param>
    /// <param name="window">The dataset of its training window; null for its own batch.</param>
    public static TrainRequest For(LifecycleRequest run, PipelineDefinition definition, Digest? split, Digest? window = null) =>
        new()
        {
            RunId = run.RunId,
            JobId = $"{run.RunId}-1",
            Dataset = window ?? run.Dataset,
            // What only audits is no training's business, nor a reason to train again.
            Data = definition.Data with { Audit = null },
            Settings = definition.Training,
            Split = split,
            Holdout = definition.Evaluation.Holdout,
            HoldoutSalt = definition.Evaluation.Salt,
        };
}
