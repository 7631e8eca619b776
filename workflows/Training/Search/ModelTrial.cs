using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Training.Search;

/// <summary>
/// Trains one trial as far as a rung, its folds one after the other, so that a search's trials are its trainings at a time. A failure is a
/// result.
/// </summary>
public sealed class ModelTrial : TaskOrchestrator<TrialRequest, TrialReport>
{
    public override async Task<TrialReport> RunAsync(TaskOrchestrationContext context, TrialRequest input)
    {
        try
        {
            return await TrainAsync(context, input);
        }
        catch (TaskFailedException e)
        {
            return await CloseAsync(context, input, [], e.RootMessage());
        }
    }

    private static async Task<TrialReport> TrainAsync(TaskOrchestrationContext context, TrialRequest input)
    {
        var job = $"{input.Training.RunId}-t{input.Number}-{(input.Final ? "final" : $"r{input.Rung}")}";
        var opened = await context.CallAsync(
            Stages.OpenTrial,
            new OpenTrialRequest
            {
                RunId = input.Training.RunId,
                Number = input.Number,
                Rung = input.Rung,
                Share = input.Share,
                JobId = job,
                Final = input.Final,
            }
        );
        List<TrainOutcome> trainings = [];
        var folds = input.Final ? 0 : input.Folds;
        for (var fold = 0; fold < Math.Max(1, folds); fold++)
        {
            var training = input.Training with
            {
                JobId = folds == 0 ? job : $"{job}-f{fold + 1}",
                Settings = input.Training.Settings with
                {
                    Recipe = opened.Point.Recipe,
                    Parameters = opened.Point.Parameters,
                    Search = null,
                },
                Until = input.Share < 1 ? input.Share : null,
                Resume = fold < opened.Resume.Count ? opened.Resume[fold] : null,
                Fold = FoldOf(input, fold, folds),
            };
            var trained = await context.CallChildAsync<TrainOutcome>(
                input.Shared ? nameof(SharedTraining) : nameof(ModelTraining),
                training,
                $"{context.InstanceId}:f{fold}"
            );
            if (trained.Result is null)
            {
                return await CloseAsync(context, input, [.. trainings, trained], trained.Error ?? "training gave no result");
            }

            trainings.Add(trained);
        }

        return await CloseAsync(context, input, trainings, null);
    }

    private static DataFold? FoldOf(TrialRequest input, int fold, int folds) =>
        folds > 0 ? new(fold, folds)
        : input is { Final: false, Selection: { } parts } ? new(0, parts)
        : null;

    private static Task<TrialReport> CloseAsync(
        TaskOrchestrationContext context,
        TrialRequest input,
        IReadOnlyList<TrainOutcome> trainings,
        string? error
    ) =>
        context.CallAsync(
            Stages.CloseTrial,
            new CloseTrialRequest
            {
                RunId = input.Training.RunId,
                Number = input.Number,
                Share = input.Share,
                Folded = (input.Folds > 0 || input.Selection is not null) && !input.Final,
                Final = input.Final,
                Trainings = trainings,
                Error = error,
            }
        );
}
