using System.Text.Json;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.GpuRunner.Supervision;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>Fills a job's <c>in</c> folder from the store; every file is checked against its digest.</summary>
public sealed class JobInput(StorageClients storage, JobCheckpoints kept, RunnerOptions options)
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private const string Resume = "checkpoint";
    private const string TrainingRows = "train.csv";

    /// <param name="job">What to train on what.</param>
    /// <param name="folder">Gets the files.</param>
    /// <param name="checkpoints">To go on from: the first that is whole.</param>
    /// <param name="status">Told where none is.</param>
    /// <param name="cancellation">Stops between files.</param>
    public async Task WriteAsync(
        TrainingJob job,
        JobFolder folder,
        IEnumerable<Digest> checkpoints,
        AttemptStatus status,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(folder.In);
        Directory.CreateDirectory(folder.Checkpoints);
        Directory.CreateDirectory(folder.Temporary);
        var resumes = await ResumeAsync(job, folder, checkpoints, status, cancellation);
        var document = new RecipeJob
        {
            Id = job.JobId,
            Attempt = job.Attempt,
            Recipe = job.Recipe,
            Parameters = job.Parameters,
            Seed = job.Seed,
            Threads = job.Threads,
            Device = options.DeviceName,
            Data = await DataAsync(job, folder, cancellation),
            Resume = resumes ? Resume : null,
            Until = job.Until ?? 1,
            CheckpointEverySeconds = (job.CheckpointEvery ?? options.CheckpointEvery).TotalSeconds,
            Deadline = job.Deadline,
            Resources = job.Resources,
        };
        await File.WriteAllBytesAsync(folder.Job, JsonSerializer.SerializeToUtf8Bytes(document, Wire.Indented), cancellation);
        foreach (var file in Directory.EnumerateFiles(folder.In))
        {
            File.SetUnixFileMode(file, ReadOnly);
        }

        // A container's recipe is another user.
        foreach (var open in (string[])[folder.Out, folder.Checkpoints, folder.Temporary])
        {
            File.SetUnixFileMode(open, Everybody);
        }
    }

    private async Task<RecipeData> DataAsync(TrainingJob job, JobFolder folder, CancellationToken cancellation)
    {
        var dataset = await storage.Content.GetJsonAsync<DatasetManifest>(job.Dataset, cancellation);
        var files = new List<RecipeFile>();
        foreach (var file in dataset.Files)
        {
            // By digest: a name that came with the data is never a path.
            await storage.Content.GetFileAsync(file.Digest, folder.InPath(file.Digest.Hex), cancellation);
            files.Add(new(file.Digest.Hex, file.Name, file.Format, file.Digest, file.Place ?? 0));
        }

        var split = job.Split is { } frozen
            ? await storage.Content.GetJsonAsync<Split>(frozen, cancellation)
            : Split.Before(job.Data, job.Holdout, job.HoldoutSalt);
        var whole = new RecipeData
        {
            Columns = job.Data,
            Files = files,
            Split = split,
            Fold = job.Fold,
        };
        return job.Recipe == ExternalRecipe.Name ? await Task.Run(() => WithoutHoldout(whole, folder, cancellation), cancellation) : whole;
    }

    // Foreign code is not shown the rows that it will be judged by.
    private static RecipeData WithoutHoldout(RecipeData whole, JobFolder folder, CancellationToken cancellation)
    {
        var local = whole
            .Files.DistinctBy(file => file.Path)
            .ToDictionary(file => file.Path, file => folder.InPath(file.Path), StringComparer.Ordinal);
        var files = whole.Files.Select(file => new LocalDataFile(local[file.Path], file.Name, file.Format, file.Batch)).ToList();
        var table = TableReader.ReadSplit(files, whole.Columns, whole.Split!, cancellation: cancellation).Holdout().Train;
        var path = folder.InPath(TrainingRows);
        if (whole.Fold is { } fold)
        {
            var folds = table.Fold(fold);
            CsvRows.Write(folds.Holdout.Rows, folder.Kept);
            table = folds.Train;
        }

        CsvRows.Write(table.Weighed, path);
        foreach (var file in local.Values)
        {
            File.Delete(file);
        }

        using var written = File.OpenRead(path);
        // The rows are written anew, as plain CSV.
        return whole with
        {
            Columns = whole.Columns.Rewritten,
            Split = null,
            Fold = null,
            Files = [new(TrainingRows, TrainingRows, DataFormat.Csv, Digest.OfAsync(written, cancellation).GetAwaiter().GetResult())],
        };
    }

    private async Task<bool> ResumeAsync(
        TrainingJob job,
        JobFolder folder,
        IEnumerable<Digest> checkpoints,
        AttemptStatus status,
        CancellationToken cancellation
    )
    {
        var reasons = new List<string>();
        foreach (var checkpoint in checkpoints.Distinct())
        {
            try
            {
                await kept.GetAsync(job, checkpoint, folder.InPath(Resume), cancellation);
                status.Keep(checkpoint);
                return true;
            }
            catch (Exception damaged) when (damaged is ContentMissingException or DigestMismatchException)
            {
                reasons.Add(damaged.Message);
            }
        }

        if (reasons.Count > 0)
        {
            status.Note($"The training started over, because its checkpoint cannot be used: {string.Join(" ", reasons)}");
        }

        return false;
    }
}
