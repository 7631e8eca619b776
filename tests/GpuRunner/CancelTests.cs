using ServerlessML.Contracts.Runs;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>A run that is cancelled takes its trainings with it.</summary>
public sealed class CancelTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    private static readonly Dictionary<string, string> Endless = new() { ["epochs"] = "10000", ["batch-size"] = "100" };

    [Fact]
    public async Task Run_CancelledInMidTraining_EndsTheRecipeAndSaysSo()
    {
        var job = await OpenAsync(await bench.JobAsync() with { Parameters = Endless, CheckpointEvery = TimeSpan.FromMilliseconds(100) });
        await bench.SendAsync(job);
        var running = bench.RunNextAsync();
        await WaitFor.TrueAsync("training to begin", async () =>
            await bench.ProgressAsync(job) is { State: "training", Step: > 0, Checkpoint: not null }
        );

        await CancelAsync(job);

        await running.WaitAsync(TimeSpan.FromSeconds(60));
        await ThenCancelledAsync(job);
        Assert.True((await bench.ProgressAsync(job))!.Step > 0);
        Assert.NotNull((await bench.ProgressAsync(job))!.Checkpoint);
        Assert.Empty(await bench.CheckpointsAsync(job));
    }

    [Fact]
    public async Task Run_CancelledBeforeItIsTaken_EndsAtOnce()
    {
        // Without data: whatever it began with would fail.
        var job = await OpenAsync(await bench.JobAsync() with { Dataset = Digest.Of("gone"u8) });
        await bench.SendAsync(job);
        await CancelAsync(job);
        await CancelAsync(job);

        await bench.RunNextAsync();

        await ThenCancelledAsync(job);
    }

    [Fact]
    public async Task Run_CancelledAndItsRunnerKilled_TheNextRunnerEndsIt()
    {
        var job = await OpenAsync(await bench.JobAsync() with { Parameters = Endless });
        await bench.SendAsync(job);
        using (var first = bench.StartRunner(("SERVERLESSML_RUNNER_LEASE_SECONDS", "3"), ("SERVERLESSML_RUNNER_HEARTBEAT_SECONDS", "1")))
        {
            await WaitFor.TrueAsync("training to begin", async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 });
            first.Kill();
            await first.WaitForExitAsync();
        }

        await CancelAsync(job);
        await WaitFor.TrueAsync("the message to come back", async () => await bench.WaitingJobsAsync() == 1);
        await bench.RunNextAsync();

        await ThenCancelledAsync(job);
    }

    [Fact]
    public async Task Run_CancelledAfterItsEnd_ItsResultStaysAndASecondDeliveryTellsNothingNew()
    {
        var job = await OpenAsync(await bench.JobAsync());
        await bench.SendAsync(job);
        await bench.RunNextAsync();
        Assert.NotNull((await bench.NextEventAsync())!.Result);
        await CancelAsync(job);
        await bench.SendAsync(job);

        await bench.RunNextAsync();

        Assert.Equal("completed", (await bench.ProgressAsync(job))!.State);
        Assert.Equal(0, await bench.WaitingJobsAsync());
        Assert.Equal($"The run {job.RunId} was cancelled by ann.", (await bench.NextEventAsync())!.Error);
    }

    [Fact]
    public async Task Run_LaterAttemptOfACancelledRun_IsEndedByItsOwnMessage()
    {
        var job = await OpenAsync(await bench.JobAsync());
        await bench.SendAsync(job);
        await bench.SendAsync(job with { Attempt = 2 });
        await bench.Storage.Documents.ChangeAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId), _ =>
            new()
            {
                JobId = job.JobId,
                Attempt = 2,
                State = "queued",
                At = DateTimeOffset.UtcNow,
            }
        );
        await CancelAsync(job);

        await bench.RunNextAsync();
        Assert.Equal("queued", (await bench.ProgressAsync(job))!.State);
        Assert.Equal(1, (await bench.NextEventAsync())!.Attempt);
        await bench.RunNextAsync();

        await ThenCancelledAsync(job, attempt: 2);
    }

    [Fact]
    public async Task Run_ManifestUnreadable_TrainsAllTheSame()
    {
        var job = await bench.JobAsync();
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Runs)
            .GetBlobClient(StorageLayout.Manifest(job.RunId))
            .UploadAsync(BinaryData.FromString("{ torn"));
        await bench.SendAsync(job);

        await bench.RunNextAsync();

        Assert.NotNull((await bench.NextEventAsync())!.Result);
    }

    [Fact]
    public async Task Run_GivenUpInMidTraining_StopsWithoutAWord()
    {
        var job = await bench.JobAsync() with { Parameters = Endless };
        await bench.SendAsync(job);
        var running = bench.RunNextAsync();
        await WaitFor.TrueAsync("training to begin", async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 });

        await bench.Storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            current => current! with { State = "failed" }
        );

        await running.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Null(await bench.NextEventAsync());
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    private async Task ThenCancelledAsync(TrainingJob job, int attempt = 1)
    {
        var ended = (await bench.NextEventAsync())!;
        Assert.Equal(($"The run {job.RunId} was cancelled by ann.", false, attempt), (ended.Error, ended.Retryable, ended.Attempt));
        Assert.Null(await bench.NextEventAsync());
        Assert.Equal(("cancelled", attempt), ((await bench.ProgressAsync(job))!.State, (await bench.ProgressAsync(job))!.Attempt));
        Assert.Equal(0, await bench.WaitingJobsAsync());
    }

    private async Task<TrainingJob> OpenAsync(TrainingJob job)
    {
        await bench.Storage.Documents.CreateAsync(
            StorageLayout.Runs,
            StorageLayout.Manifest(job.RunId),
            new RunManifest
            {
                RunId = job.RunId,
                Pipeline = "test",
                Batch = "1",
                StartedBy = "ann",
                StartedAt = DateTimeOffset.UtcNow,
                CodeVersion = "1",
                Definition = job.Dataset,
                Dataset = job.Dataset,
            }
        );
        return job;
    }

    private Task CancelAsync(TrainingJob job) =>
        bench.Storage.Documents.ChangeAsync<RunManifest>(StorageLayout.Runs, StorageLayout.Manifest(job.RunId), run =>
            run! with
            {
                State = RunState.Cancelled,
                Outcome = "cancelled by ann",
                EndedAt = DateTimeOffset.UtcNow,
            }
        );
}
