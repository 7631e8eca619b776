using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Workflows.Training;

/// <summary>What a definition asks of training, as a request.</summary>
public static class TrainingPlan
{
    public static TrainRequest For(LifecycleRequest run, PipelineDefinition definition, Digest? split) => new()
    {
        RunId = run.RunId,
        JobId = $"{run.RunId}-1",
        Dataset = run.Dataset,
        Data = definition.Data,
        Settings = definition.Training,
        Split = split,
        Holdout = definition.Evaluation.Holdout,
        HoldoutSalt = definition.Evaluation.Salt,
    };
}
