using System.Text.Json;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.GpuRunner.Jobs;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>Reads the job's files, trains, and writes the model with what belongs to it.</summary>
internal sealed class BuiltInRecipe(string folder, RecipeOutput output, StopRequest stop)
{
    public int Run()
    {
        var job = JsonSerializer.Deserialize<RecipeJob>(File.ReadAllBytes(Path.Combine(folder, RecipeJob.FileName)), Wire.Options)!;
        var options = Recipe.Read(job.Recipe, job.Parameters, job.Seed, job.Threads) with
        {
            Device = job.Device == "cuda" ? Device.Cuda : Device.Cpu,
            Until = job.Until,
        };
        output.Stand(JobProgress.Reading);
        var all = Read(job);
        var folds = job.Data.Fold is { } fold ? all.Fold(fold) : null;
        var rows = folds?.Train ?? all;
        output.Stand(JobProgress.Training);
        var (model, device) = TrainOnDevice(job, rows, options);
        output.Say(
            new()
            {
                State = "writing",
                TrainingSeconds = model.Seconds,
                Note = model.Metrics.Tried is { } tried ? AutoNote.Of(model.Metrics.Recipe, tried) : null,
            }
        );
        output.Write(
            JobFolder.MetricsName,
            folds is null
                ? model.Metrics
                : model.Metrics with
                {
                    Fold = FoldMeasures.Of(model.Onnx, folds.Holdout.Rows, job.Data.Columns.Label),
                }
        );
        if (model.Validation is { } validation)
        {
            output.Write(JobFolder.ValidationName, validation);
        }

        output.Write(
            RecipeEnvironment.FileName,
            new RecipeEnvironment
            {
                Libraries = Recipe.LibraryOf(model.Metrics.Recipe) is { } library
                    ? new Dictionary<string, string> { [model.Metrics.Recipe] = library }
                    : null,
                ExecutionProvider = device == Device.Cuda ? "CUDAExecutionProvider" : "CPUExecutionProvider",
            }
        );
        if (model.Sample is { } sample)
        {
            output.Write(
                RecipeSample.FileName,
                SampleRows.Of(rows.Rows, [.. job.Data.Columns.Columns.Select(column => column.Name)], sample)
            );
        }

        output.WriteModel(model.Onnx);
        return RecipeExit.Done;
    }

    private SplitTable Read(RecipeJob job)
    {
        var files = job
            .Data.Files.Select(file => new LocalDataFile(Path.Combine(folder, file.Path), file.Name, file.Format, file.Batch))
            .ToList();
        return TableReader.ReadSplit(files, job.Data.Columns, job.Data.Split!).Holdout().Train;
    }

    private (TrainedModel Model, Device Device) TrainOnDevice(RecipeJob job, SplitTable table, TrainingOptions options)
    {
        try
        {
            return (Train(job, table, InPrecisionOf(options)), options.Device);
        }
        catch (DeviceMissingException missing)
        {
            output.Say(new() { Note = $"The training ran on the CPU. {missing.Message.ReplaceLineEndings(" ")}" });
            return (Train(job, table, InPrecisionOf(options with { Device = Device.Cpu })), Device.Cpu);
        }
    }

    // On the CPU float16 is float32 with detours.
    private TrainingOptions InPrecisionOf(TrainingOptions options)
    {
        if (options is not { Precision: Precision.Mixed, Device: Device.Cpu })
        {
            return options;
        }

        output.Say(new() { Note = "The training ran in float32, because mixed precision needs a GPU." });
        return options with { Precision = Precision.Float32 };
    }

    private TrainedModel Train(RecipeJob job, SplitTable table, TrainingOptions options)
    {
        try
        {
            return Train(job, table, options, job.Resume is { } name ? File.ReadAllBytes(Path.Combine(folder, name)) : null);
        }
        catch (CheckpointException unfit)
        {
            output.Say(new() { Note = $"The training started over: {unfit.Message}" });
            return Train(job, table, options, null);
        }
    }

    private TrainedModel Train(RecipeJob job, SplitTable table, TrainingOptions options, byte[]? state)
    {
        using var stopped = new CancellationTokenSource();
        return Trainer.Train(
            table.Rows,
            [.. job.Data.Columns.Columns.Select(column => column.Name)],
            Target.Of(table.Rows, job.Data.Columns.Label) with
            {
                Weights = table.Weights?.Values,
            },
            options,
            output.Report,
            new Checkpointing
            {
                Every = TimeSpan.FromSeconds(job.CheckpointEverySeconds),
                Resume = state,
                Time = new StopAwareClock(stop),
                Write = (bytes, _) =>
                {
                    output.Checkpoint(bytes);
                    if (stop.IsAsked)
                    {
                        stopped.Cancel();
                    }
                },
            },
            // Trainings from before splits were documents measured themselves by rows that the seed drew.
            job.Data.Split!.Kind == SplitKind.Content
                ? null
                : table.Draws,
            stopped.Token
        );
    }
}
