using System.Diagnostics;
using Azure;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.GpuRunner.Supervision;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Training;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>Runs a job's recipe as a child process, or a container, within limits, and stores what it leaves.</summary>
public sealed class JobTraining(StorageClients storage, JobCheckpoints checkpoints, RunnerOptions options, TimeProvider time)
{
    private readonly JobInput _input = new(storage, checkpoints, options);
    private readonly RecipeCommands _commands = new(options);

    /// <param name="job">What to train on what.</param>
    /// <param name="resume">A checkpoint of this very attempt, left by a runner before this one.</param>
    /// <param name="status">Told each state that begins, and what the recipe says.</param>
    /// <param name="stopping">The recipe is asked to leave a checkpoint, which is kept; then the training is cancelled.</param>
    /// <param name="cancellation">Ends the recipe at once.</param>
    /// <exception cref="RecipeFailedException">There is no model.</exception>
    public async Task<TrainingResult> RunAsync(
        TrainingJob job,
        Digest? resume,
        AttemptStatus status,
        CancellationToken stopping,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        using var work = WorkFolder.Create(options.WorkDirectory);
        var folder = work.Job;
        try
        {
            Digest?[] known = [resume, job.Resume];
            var command = _commands.For(job, folder);
            await _input.WriteAsync(job, folder, known.OfType<Digest>(), status, cancellation);
            if (
                command is { HasNetwork: true, Isolation: not Isolation.Container }
                && job is { Recipe: ExternalRecipe.Name, Network: not true }
            )
            {
                status.Note("The recipe had access to the network, because this runner may not create namespaces.");
            }

            var files = new RecipeFiles(folder);
            var run = new RecipeRun(
                command,
                folder,
                RecipeLimits.For(job, options),
                options.Grace,
                (line, token) => HearAsync(job, line, files, status, token),
                time
            );
            await run.RunAsync(stopping, cancellation);
            status.Enter(JobProgress.Uploading);
            return await TakeAsync(
                job,
                folder,
                files,
                File.Exists(folder.Kept) ? new(folder.Kept, "the fold", DataFormat.Csv) : null,
                command,
                status,
                clock,
                cancellation
            );
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            throw DiskFull.Failure(options.WorkDirectory);
        }
    }

    private async Task HearAsync(TrainingJob job, RecipeLine line, RecipeFiles files, AttemptStatus status, CancellationToken cancellation)
    {
        status.Hear(line);
        if (line.Checkpoint is not { } name)
        {
            return;
        }

        // Only the last one counts: an earlier one may be gone already.
        var relative = Path.Combine("checkpoints", Path.GetFileName(name));
        if (files.Take(relative) is not { } state)
        {
            return;
        }

        try
        {
            // Waited for no longer than the job lasts, and not broken off: half-way, nobody knows whether it arrived.
            var upload = checkpoints.PutAsync(job, state, CancellationToken.None);
            status.Await(upload);
            status.Keep(await upload.WaitAsync(cancellation));
        }
        catch (Exception outage) when (outage is RequestFailedException or AggregateException)
        {
            // The training is not lost for it: the checkpoint before stays the last until the next one.
        }

        File.Delete(state);
        files.Drop(relative);
    }

    private async Task<TrainingResult> TakeAsync(
        TrainingJob job,
        JobFolder folder,
        RecipeFiles files,
        LocalDataFile? kept,
        RecipeCommand command,
        AttemptStatus status,
        Stopwatch clock,
        CancellationToken cancellation
    )
    {
        var model = files.Need(JobFolder.ModelName);
        var metrics = files.Read<TrainingMetrics>(JobFolder.MetricsName)
            ?? throw new RecipeFailedException(
                $"The recipe ended with code 0, but left no '{JobFolder.MetricsName}'. Write the file before the program ends.",
                retryable: false
            );
        var validation = job.Data.Label.Task == TaskKind.Binary ? files.Read<ValidationAnswers>(JobFolder.ValidationName) : null;
        if (validation?.Fault() is { } fault)
        {
            throw new RecipeFailedException(
                $"The recipe's '{JobFolder.ValidationName}' does not follow the runner contract: {fault}",
                retryable: false
            );
        }

        var bytes = await File.ReadAllBytesAsync(model, cancellation);
        var sample = files.Read<RecipeSample>(RecipeSample.FileName);
        if (job.Recipe == ExternalRecipe.Name)
        {
            await new ConfinedCheck(_commands, folder).HoldAsync(bytes, job.Data, sample, cancellation);
        }
        else
        {
            ModelCheck.Hold(bytes, job.Data, sample);
        }

        metrics = kept is null
            ? metrics
            : metrics with
            {
                Fold = FoldMeasures.Of(
                    bytes,
                    TableReader.Read([kept], job.Data.Rewritten, cancellation: cancellation),
                    job.Data.Label,
                    cancellation
                ),
            };
        var environment = RunnerEnvironmentProbe.Of(job, files.Read<RecipeEnvironment>(RecipeEnvironment.FileName), command, options);
        var (line, seconds) = (status.Now.Line, clock.Elapsed.TotalSeconds);
        var training = line?.TrainingSeconds is { } said and > 0 ? said : seconds;
        return new TrainingResult
        {
            Model = await storage.Content.PutAsync(bytes, cancellation),
            Metrics = await storage.Content.PutJsonAsync(metrics, cancellation),
            Environment = await storage.Content.PutJsonAsync(environment, cancellation),
            ModelBytes = bytes.Length,
            Rows = metrics.Rows,
            Steps = metrics.Steps,
            StepsPerSecond = metrics.Steps / training,
            TrainingSeconds = training,
            TotalSeconds = clock.Elapsed.TotalSeconds,
            Checkpoint = job.Until < 1 ? status.Now.Checkpoint : null,
            Validation = validation is null ? null : await storage.Content.PutJsonAsync(validation, cancellation),
            Notes = status.Now.Notes,
            Tried = job.Recipe == Recipe.Auto ? metrics.Tried : null,
        };
    }
}
