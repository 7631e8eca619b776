using System.Diagnostics;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>A training that is broken off goes on where it was, and gives the model of one that was not.</summary>
public sealed class CheckpointTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    private static readonly Dictionary<string, string> Long = new() { ["epochs"] = "60", ["batch-size"] = "20" };

    [Fact]
    public async Task Run_StoppedInMidTraining_TheNextRunnerGoesOnToTheSameModel()
    {
        var job = await bench.CutOffAsync(await JobAsync(), progress => progress.Step > 500, bench.RunNextAsync);
        var returned = (await bench.ProgressAsync(job))!;
        Assert.Equal("queued", returned.State);
        Assert.NotNull(returned.WaitingSince);
        Assert.NotNull(returned.Checkpoint);

        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        var whole = await WholeAsync(job);
        Assert.Equal(whole.Model, ended.Result!.Model);
        Assert.Equal(whole.Metrics, ended.Result.Metrics);
        Assert.True((await bench.ProgressAsync(job))!.WaitingSince is null);
        Assert.Null(ended.Result.Notes);
    }

    [Fact]
    public async Task Run_LaterAttempt_GoesOnFromTheLostOnesCheckpoint()
    {
        var whole = await WholeAsync();
        var half = await EndAsync(await JobAsync() with { Until = 0.5 });
        Assert.True(half.Steps < whole.Steps);

        var rest = await EndAsync(await JobAsync() with { Attempt = 2, Resume = half.Checkpoint });

        Assert.Equal(whole.Model, rest.Model);
        Assert.Null(rest.Notes);
    }

    [Fact]
    public async Task Run_DamagedCheckpoint_BeginsAnewAndSaysSo()
    {
        var state = await bench.Storage.Content.PutAsync(BinaryData.FromString(AzuriteFixture.Unique("state")).ToMemory());
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas)
            .GetBlobClient(state.Hex)
            .UploadAsync(BinaryData.FromString("torn"), overwrite: true);
        var job = await JobAsync() with { Resume = state };

        var result = await EndAsync(job);

        Assert.Equal((await WholeAsync()).Model, result.Model);
        Assert.StartsWith(
            $"The training started over, because its checkpoint cannot be used: The content named {state} has the digest ",
            Assert.Single(result.Notes!),
            StringComparison.Ordinal
        );
        Assert.Equal(result.Notes!, (await bench.ProgressAsync(job))!.Notes!);
    }

    [Fact]
    public async Task Run_CheckpointOfAnotherTraining_BeginsAnewAndSaysSo()
    {
        var other = await EndAsync(await JobAsync() with { Seed = 2, Until = 0.5 });

        var result = await EndAsync(await JobAsync() with { Resume = other.Checkpoint });

        Assert.Equal((await WholeAsync()).Model, result.Model);
        Assert.Equal(
            "The training started over: The training state is of another training: its seed is '2', here it is '1'.",
            Assert.Single(result.Notes!)
        );
    }

    [Fact]
    public async Task Run_RunnerKilled_TheRecipeEndsAndTheNextRunnerGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("serverlessml-killed-").FullName;
        var job = await bench.CutOffAsync(
            await JobAsync() with
            {
                CheckpointEvery = TimeSpan.FromMilliseconds(100),
            },
            progress => progress.Checkpoint is not null,
            async stopping =>
            {
                using var first = bench.StartRunner(
                    ("SERVERLESSML_RUNNER_LEASE_SECONDS", "3"),
                    ("SERVERLESSML_RUNNER_WORK", folder),
                    ("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE", "true")
                );
                await RunnerBench.EndAsync(first, first.Kill, stopping);
            }
        );

        await WaitFor.TrueAsync("the recipe to end", () => Task.FromResult(!Process.GetProcesses().Any(process => Works(process, folder))));
        Assert.NotNull((await bench.ProgressAsync(job))!.Checkpoint);

        Assert.Single(Directory.GetDirectories(folder));
        // To its own end: one that is killed may still take the next test's job with it.
        using var second = bench.StartRunner(("SERVERLESSML_RUNNER_WORK", folder), ("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE", "true"));
        await WaitFor.TrueAsync(
            "the job to be back, and done",
            async () =>
            {
                if (second.HasExited && await bench.ProgressAsync(job) is not { State: "completed" })
                {
                    second.Start();
                }

                return await bench.ProgressAsync(job) is { State: "completed" };
            },
            TimeSpan.FromSeconds(90)
        );
        await second.WaitForExitAsync();
        // The killed runner's folder went when this one started, its own when the job had ended.
        Assert.Empty(Directory.GetDirectories(folder));
        var ended = (await bench.NextEventAsync())!;
        Assert.Equal((await WholeAsync(job)).Model, ended.Result!.Model);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_EndedJob_LeavesNoCheckpoints()
    {
        var job = await JobAsync() with { CheckpointEvery = TimeSpan.FromMilliseconds(100) };

        await EndAsync(job);

        Assert.Empty(await bench.CheckpointsAsync(job));
        Assert.NotNull((await bench.ProgressAsync(job))!.Checkpoint);
    }

    [Fact]
    public async Task Run_StoppedEarly_LeavesTheOneThatItsResultNames()
    {
        var job = await JobAsync() with { Until = 0.5, CheckpointEvery = TimeSpan.FromMilliseconds(100) };

        var result = await EndAsync(job);

        Assert.Equal(result.Checkpoint, Assert.Single(await bench.CheckpointsAsync(job)));
        // One that goes on from it makes it nobody's: it stays for whoever else does.
        var later = await JobAsync() with { Resume = result.Checkpoint, JobId = "job-2" };
        Assert.Null((await EndAsync(later)).Notes);
        Assert.Empty(await bench.CheckpointsAsync(job));
        Assert.True(await bench.Storage.Checkpoints.ExistsAsync(result.Checkpoint!.Value));
    }

    [Fact]
    public async Task Run_FailedAndToBeTriedAgain_LeavesTheLastOne()
    {
        var job = await JobAsync() with
        {
            Recipe = "python",
            CheckpointEvery = TimeSpan.FromMilliseconds(100),
            Command =
            [
                "sh",
                "-c",
                """for n in 1 2 3; do echo $n > "$JOB_OUT/checkpoints/$n"; echo "{\"checkpoint\":\"$n\"}" >> "$JOB_OUT/progress.ndjson"; done; exit 3""",
            ],
        };
        await bench.SendAsync(job);

        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.True(ended.Retryable, ended.Error);
        Assert.Equal(Digest.Of("3\n"u8), ended.Checkpoint);
        Assert.Equal(ended.Checkpoint, Assert.Single(await bench.CheckpointsAsync(job)));
        Assert.Equal(ended.Checkpoint, (await bench.ProgressAsync(job))!.Checkpoint);
    }

    private static bool Works(Process process, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ").Contains($"JOB_IN={folder}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same training without a break.</summary>
    private async Task<TrainingResult> WholeAsync(TrainingJob? job = null) =>
        await EndAsync(job is null ? await JobAsync() : job with { RunId = AzuriteFixture.Unique("run") });

    private async Task<TrainingResult> EndAsync(TrainingJob job)
    {
        await bench.SendAsync(job);
        await bench.RunNextAsync();
        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Error);
        return ended.Result!;
    }

    private async Task<TrainingJob> JobAsync() =>
        await bench.JobAsync() with
        {
            Parameters = Long,
            CheckpointEvery = TimeSpan.FromMinutes(1),
        };
}
