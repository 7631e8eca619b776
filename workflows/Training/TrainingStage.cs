using Microsoft.DurableTask;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Workflows.Training;

/// <summary>One training, or a search; either way one model.</summary>
public static class TrainingStage
{
    /// <summary>What trains for a run: a search, a shared training or a training of its own.</summary>
    public static string InstanceOf(string runId) => $"{runId}:train";

    /// <returns>The model with what it took, or why there is none.</returns>
    internal static Task<(TrainingResult? Model, TrainingCost? Cost, string? Error)> RunAsync(
        TaskOrchestrationContext context,
        LifecycleRequest input,
        OpenedRun opened,
        Digest? split,
        RunJournal run
    )
    {
        var training = TrainingPlan.For(input, opened.Definition, split, opened.Window);
        return opened.Definition.Training.Search is { } search
            ? SearchAsync(
                context,
                new()
                {
                    Training = training with { Settings = training.Settings with { Search = null } },
                    Search = search,
                    Shared = opened.SharesTraining,
                    Selection = SearchProgress.SelectionOf(search),
                },
                run
            )
            : TrainAsync(context, training, opened.SharesTraining, run);
    }

    private static async Task<(TrainingResult?, TrainingCost?, string?)> TrainAsync(
        TaskOrchestrationContext context,
        TrainRequest training,
        bool shared,
        RunJournal run
    )
    {
        run.Enter(Stage.Training, $"training with {training.Settings.Recipe}", jobId: training.JobId);
        var trained = await context.CallChildAsync<TrainOutcome>(
            shared ? nameof(SharedTraining) : nameof(ModelTraining),
            training,
            InstanceOf(context.InstanceId)
        );
        if (trained.Result is not { } model)
        {
            return (null, null, trained.Error ?? "training gave no result");
        }

        var what = trained.Cached is { } before
            ? $"cached: run {before.RunId} trained the same at {before.At:u}"
            : $"{model.Steps} steps, {model.StepsPerSecond:F0} a second{trained.Remarks()}";
        await run.NoteAsync(Stage.Training, "trained", what, model, trained.Cached);
        return (model, CostOf(model, training) with { LostSeconds = trained.LostSeconds }, null);
    }

    private static async Task<(TrainingResult?, TrainingCost?, string?)> SearchAsync(
        TaskOrchestrationContext context,
        SearchProgress search,
        RunJournal run
    )
    {
        run.Enter(Stage.Training, "searching");
        var found = await context.CallChildAsync<SearchOutcome>(nameof(ModelSearch), search, InstanceOf(context.InstanceId));
        if (found.Result is not { } model)
        {
            var error = found.Error ?? "the search gave no result";
            await run.NoteAsync(Stage.Training, "searched", error, found: found);
            return (null, null, error);
        }

        var parameters = string.Join(
            ", ",
            (found.Parameters ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key} {pair.Value}")
        );
        await run.NoteAsync(Stage.Training, "trained", $"trial {found.Winner} won: {found.Recipe} with {parameters}", model, found: found);
        return (model, CostOf(model, search.Training) with { Search = found.Cost }, null);
    }

    private static TrainingCost CostOf(TrainingResult model, TrainRequest training) =>
        new(model.Rows, model.Steps, model.TotalSeconds, training.Settings.Threads) { Tried = model.Tried };
}
