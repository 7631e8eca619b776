using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner;

/// <summary>From a job to what it leaves in the content-addressed store.</summary>
public sealed class JobTraining(StorageClients storage, RunnerOptions options)
{
    /// <param name="job">What to train on what.</param>
    /// <param name="stand">Told each state that begins, and each step reported.</param>
    /// <param name="cancellation">Stops between files, and between steps.</param>
    public async Task<TrainingResult> RunAsync(TrainingJob job, Action<string, TrainingStep?> stand, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var recipe = Recipe.Read(job.Recipe, job.Parameters, job.Seed, job.Threads) with { Device = options.Device };
        var (table, kept) = await ReadAsync(job, cancellation);
        stand(JobProgress.Training, null);
        var model = await Task.Factory.StartNew(
            () => Trainer.Train(
                table,
                [.. job.Data.Columns.Select(column => column.Name)],
                Target.Of(table, job.Data.Label),
                recipe,
                step => stand(JobProgress.Training, step),
                cancellation: cancellation),
            cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var metrics = kept is null ? model.Metrics : model.Metrics with { Fold = FoldMeasures.Of(model.Onnx, kept, job.Data.Label, cancellation) };
        stand(JobProgress.Uploading, null);
        return new TrainingResult
        {
            Model = await storage.Content.PutAsync(model.Onnx, cancellation),
            Metrics = await storage.Content.PutJsonAsync(metrics, cancellation),
            Environment = await storage.Content.PutJsonAsync(Environment(job), cancellation),
            ModelBytes = model.Onnx.Length,
            Rows = model.Metrics.Rows,
            Steps = model.Metrics.Steps,
            StepsPerSecond = model.Metrics.Steps / model.Seconds,
            TrainingSeconds = model.Seconds,
            TotalSeconds = clock.Elapsed.TotalSeconds,
        };
    }

    private async Task<(Table Training, Table? Kept)> ReadAsync(TrainingJob job, CancellationToken cancellation)
    {
        var dataset = await storage.Content.GetJsonAsync<DatasetManifest>(job.Dataset, cancellation);
        var directory = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"serverlessml-job-{Guid.NewGuid():N}"));
        try
        {
            var files = new List<LocalDataFile>();
            foreach (var file in dataset.Files)
            {
                // By digest: a name that came with the data is never a path.
                var path = Path.Combine(directory.FullName, file.Digest.Hex);
                await storage.Content.GetFileAsync(file.Digest, path, cancellation);
                files.Add(new LocalDataFile(path, file.Name, file.Format));
            }

            var folds = new EvaluationSettings { Holdout = job.Holdout, Salt = job.HoldoutSalt };
            return await Task.Run((Table, Table?) () =>
            {
                var training = TableReader.ReadFolds(files, job.Data, folds, cancellation: cancellation).Train;
                return job.Fold is { } fold && FoldRule.Split(training, fold, job.HoldoutSalt) is var parts ? (parts.Train, parts.Holdout) : (training, null);
            }, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private RunnerEnvironment Environment(TrainingJob job) => new()
    {
        Runner = typeof(JobTraining).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        Runtime = RuntimeInformation.FrameworkDescription,
        OnnxRuntime = OrtEnv.Instance().GetVersionString(),
        Library = Recipe.LibraryOf(job.Recipe),
        ExecutionProvider = options.Device == Device.Cuda ? "CUDAExecutionProvider" : "CPUExecutionProvider",
        OperatingSystem = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Processor = Processor.Name,
        Threads = job.Threads,
        ImageDigest = options.ImageDigest,
    };
}
