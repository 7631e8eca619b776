using Microsoft.DurableTask;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Workflows.Reproduction;

/// <summary>Trains a run's model again from its manifest and says whether the digest is the same.</summary>
public sealed class ModelReproduction : TaskOrchestrator<ReproductionRequest, LifecycleResult>
{
    public override async Task<LifecycleResult> RunAsync(TaskOrchestrationContext context, ReproductionRequest input)
    {
        var run = new RunJournal(context, input.RunId);
        try
        {
            run.Enter(Stage.Intake, $"reading the manifest of {input.OriginalRunId}");
            var opened = await context.CallAsync(Stages.OpenReproduction, input);
            run.Enter(Stage.Training, $"training as {input.OriginalRunId} did", jobId: opened.Training.JobId);
            var trained = await context.CallChildAsync<TrainOutcome>(nameof(ModelTraining), opened.Training, $"{context.InstanceId}:train");
            if (trained.Result is not { } model)
            {
                return await run.EndAsync(Stage.Training, "failed", RunState.Failed, trained.Error ?? "training gave no result");
            }

            await run.NoteAsync(Stage.Training, "trained", $"{model.Steps} steps, {model.StepsPerSecond:F0} a second", training: model);
            var identical = model.Model == opened.OriginalModel;
            var outcome = identical
                ? $"the model is identical: {model.Model}"
                : $"the model differs: {opened.OriginalModel} then, {model.Model} now; compare the environments of both runs";
            return await run.EndAsync(
                Stage.Evaluation,
                "compared",
                identical ? RunState.Completed : RunState.Failed,
                outcome,
                identical: identical
            );
        }
        catch (Exception e)
        {
            await run.FailAsync(e);
            throw;
        }
    }
}
