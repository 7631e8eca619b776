using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Workflows.Training;

/// <summary>What a definition asks of training, as a request.</summary>
public static class TrainingPlan
{
    public static TrainRequest For(LifecycleRequest run, PipelineDefinition definition) => new()
    {
        RunId = run.RunId,
        JobId = $"{run.RunId}-1",
        Dataset = run.Dataset,
        // What only audits is no training's business, nor a reason to train again.
        Data = definition.Data with { Audit = null },
        Settings = definition.Training,
        Holdout = definition.Evaluation.Holdout,
        HoldoutSalt = definition.Evaluation.Salt,
    };
}
