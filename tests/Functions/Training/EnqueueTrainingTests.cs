using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Training;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Functions.Training;

[Collection(StorageCollection.Name)]
public sealed class EnqueueTrainingTests(Workbench bench)
{
    [Fact]
    public async Task Run_FirstAttempt_WaitsSinceNow()
    {
        var job = Job(1);

        await RunAsync(new() { Job = job });

        var progress = await ReadAsync(job);
        Assert.Equal(("queued", 1, bench.Time.GetUtcNow()), (progress.State, progress.Attempt, progress.WaitingSince));
        Assert.Null(progress.Earlier);
    }

    [Fact]
    public async Task Run_LaterAttempts_SayHowTheEarlierOnesEnded()
    {
        var job = Job(1);
        await RunAsync(new() { Job = job });
        await RunAsync(new() { Job = job with { Attempt = 2, Resume = Digest.Of([1]) }, LastError = "out of memory" });
        await RunAsync(new() { Job = job with { Attempt = 3, Resume = Digest.Of([2]) }, LastError = "lost" });

        var progress = await ReadAsync(job);
        Assert.Equal(["out of memory", "lost"], progress.Earlier!);
        Assert.Equal(Digest.Of([2]), progress.Checkpoint);
    }

    [Fact]
    public async Task Run_RunnerLeftALaterCheckpointThanIsHeardOf_TheNextAttemptHasThatOne()
    {
        var job = Job(1);
        await RunAsync(new() { Job = job });
        await bench.Storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            known => known! with { State = "training", Runner = "one", Checkpoint = Digest.Of([2]) }
        );

        await RunAsync(new() { Job = job with { Attempt = 2, Resume = Digest.Of([1]) }, LastError = "lost" });

        Assert.Equal(Digest.Of([2]), (await ReadAsync(job)).Checkpoint);
    }

    [Fact]
    public async Task Run_OnDemand_GoesToItsOwnQueue()
    {
        var queue = bench.Storage.Queues.GetQueueClient(StorageLayout.TrainingJobsOnDemand);
        var others = bench.Storage.Queues.GetQueueClient(StorageLayout.TrainingJobs);
        await others.ClearMessagesAsync();

        await RunAsync(new() { Job = Job(2) with { Resources = new() { Capacity = TrainingResources.OnDemand } } });

        Assert.Single((await queue.PeekMessagesAsync(32)).Value);
        Assert.Empty((await others.PeekMessagesAsync(32)).Value);
        await queue.ClearMessagesAsync();
    }

    [Fact]
    public async Task Run_QueueOfAnEarlierLayoutMissing_IsMade()
    {
        var queue = bench.Storage.Queues.GetQueueClient(StorageLayout.TrainingJobsOnDemand);
        await queue.DeleteIfExistsAsync();

        await RunAsync(new() { Job = Job(2) with { Resources = new() { Capacity = TrainingResources.OnDemand } } });

        Assert.Single((await queue.PeekMessagesAsync(32)).Value);
        await queue.ClearMessagesAsync();
    }

    [Theory]
    [InlineData("training", 1, "failed")]
    [InlineData("queued", 1, "failed")]
    [InlineData("training", 2, "training")]
    [InlineData("completed", 1, "completed")]
    [InlineData("cancelled", 1, "cancelled")]
    public async Task Abandon_OnlyTheAttemptThatIsWaitedFor(string state, int attempt, string then)
    {
        var job = Job(1);
        await RunAsync(new() { Job = job });
        await bench.Storage.Documents.ChangeAsync<TrainingProgress>(
            StorageLayout.Runs,
            StorageLayout.Progress(job.RunId, job.JobId),
            known => known! with { State = state, Attempt = attempt }
        );
        var abandon = new AbandonTraining(bench.Storage.Documents, Stop, bench.Time);
        var request = new AbandonRequest
        {
            RunId = job.RunId,
            JobId = job.JobId,
            InstanceId = job.InstanceId,
            Attempt = 1,
        };

        Assert.Equal(state != then, await abandon.RunAsync(request, CancellationToken.None));

        Assert.Equal((then, attempt), ((await ReadAsync(job)).State, (await ReadAsync(job)).Attempt));
        Assert.False(await abandon.RunAsync(request, CancellationToken.None));
        Assert.False(await abandon.RunAsync(request with { JobId = "another" }, CancellationToken.None));
    }

    private AttemptStop Stop => new(new QueueBackend(bench.Storage), NullLogger<AttemptStop>.Instance);

    private Task<Enqueued> RunAsync(EnqueueRequest request) =>
        new EnqueueTraining(bench.Storage.Documents, new QueueBackend(bench.Storage), Stop, bench.Time).RunAsync(
            request,
            CancellationToken.None
        );

    private async Task<TrainingProgress> ReadAsync(TrainingJob job) =>
        (
            await bench.Storage.Documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId))
        )!.Value;

    private TrainingJob Job(int attempt) =>
        new()
        {
            JobId = "job",
            RunId = bench.NewName(),
            InstanceId = "instance",
            Attempt = attempt,
            Recipe = "mlp",
            Seed = 1,
            Threads = 1,
            Dataset = Digest.Of([3]),
            Data = new()
            {
                Columns = [],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Holdout = 0.2,
            HoldoutSalt = "salt",
            Deadline = bench.Time.GetUtcNow().AddHours(1),
        };
}
