using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Training;
using ServerlessML.GpuRunner;
using ServerlessML.GpuRunner.Jobs;
using ServerlessML.Storage;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>A runner over real storage, and what its orchestrator would do: put data and jobs there, read what comes back.</summary>
public sealed class RunnerBench : IAsyncLifetime
{
    private const int MostEpochs = 8000;

    private readonly AzuriteFixture _azurite = new();
    private JobQueue _queue = null!;
    private JobRunner _runner = null!;

    /// <summary>A directory that no recipe may reach.</summary>
    public static TemporaryFolder State { get; } = new();

    public StorageClients Storage { get; private set; } = null!;

    public RunnerOptions Options { get; set; } =
        new()
        {
            Name = "test",
            Hidden = [State.Path],
            Heartbeat = TimeSpan.FromMilliseconds(50),
            Lease = TimeSpan.FromSeconds(30),
        };

    public QueueClient Jobs => Storage.Queues.GetQueueClient(StorageLayout.TrainingJobs);

    public QueueClient Events => Storage.Queues.GetQueueClient(StorageLayout.TrainingEvents);

    public string ConnectionString => _azurite.ConnectionString;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
        await Storage.CreateLayoutAsync();
        _queue = new JobQueue(Storage, Options);
        var checkpoints = new JobCheckpoints(Storage.Checkpoints, TimeProvider.System, NullLogger<JobCheckpoints>.Instance);
        _runner = new JobRunner(
            _queue,
            new JobProgress(Storage, Options, TimeProvider.System),
            new CancelledRuns(Storage),
            checkpoints,
            new JobTraining(Storage, checkpoints, Options, TimeProvider.System),
            Options,
            TimeProvider.System,
            NullLogger<JobRunner>.Instance
        );
    }

    public Task DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>Lands rows of which the city decides the label, and asks for a model of them.</summary>
    public async Task<TrainingJob> JobAsync(Func<int, string>? row = null, int rows = 2000)
    {
        row ??= i => $"{i},{(i % 3 == 0 ? "Bern" : "Graz")},{(i % 3 == 0 ? 1 : 0)}";
        var csv = string.Join('\n', Enumerable.Range(0, rows).Select(row).Prepend("level,city,late")) + "\n";
        var bytes = Encoding.UTF8.GetBytes(csv);
        var file = new DataFile
        {
            Name = "part-1.csv",
            Digest = await Storage.Content.PutAsync(bytes),
            Bytes = bytes.Length,
            Format = DataFormat.Csv,
        };
        return new TrainingJob
        {
            JobId = "job-1",
            RunId = AzuriteFixture.Unique("run"),
            InstanceId = "instance",
            Attempt = 1,
            Recipe = "mlp",
            Parameters = new Dictionary<string, string> { ["epochs"] = "2", ["batch-size"] = "100" },
            Seed = 1,
            Threads = 1,
            Dataset = await Storage.Content.PutJsonAsync(new DatasetManifest { Pipeline = "test", Files = [file] }),
            Data = new DataContract
            {
                Columns =
                [
                    new()
                    {
                        Name = "level",
                        Type = ColumnType.Number,
                        MaxMissing = 1,
                    },
                    new() { Name = "city", Type = ColumnType.Category },
                ],
                Label = new LabelDefinition { Name = "late", Values = ["0", "1"] },
            },
            Holdout = 0.2,
            HoldoutSalt = "salt",
            Deadline = DateTimeOffset.UtcNow.AddHours(1),
        };
    }

    public Task SendAsync(TrainingJob job) => Jobs.SendMessageAsync(JsonSerializer.Serialize(job, Wire.Options));

    /// <summary>Takes the next message and runs it to its end.</summary>
    public async Task RunNextAsync(CancellationToken stopping = default)
    {
        var message = await _queue.TakeAsync(CancellationToken.None) ?? throw new InvalidOperationException("There is no job.");
        await _runner.RunAsync(message, stopping);
    }

    /// <summary>
    /// Sends a job and cuts its training off once it has come so far. How long a training takes is the machine's affair: one that is over
    /// too soon is followed by one of twice the epochs.
    /// </summary>
    /// <param name="job">Has no parameters yet.</param>
    /// <param name="reached">Far enough to be cut off.</param>
    /// <param name="run">Runs one runner to its end, or cuts it off when told to stop.</param>
    /// <returns>The job whose training was cut off; nothing was reported of it.</returns>
    public async Task<TrainingJob> CutOffAsync(TrainingJob job, Func<TrainingProgress, bool> reached, Func<CancellationToken, Task> run)
    {
        for (var epochs = 60; epochs <= MostEpochs; epochs *= 2)
        {
            job = job with
            {
                RunId = AzuriteFixture.Unique("run"),
                Parameters = new Dictionary<string, string> { ["epochs"] = $"{epochs}", ["batch-size"] = "20" },
            };
            await SendAsync(job);
            using var stopping = new CancellationTokenSource();
            var ended = run(stopping.Token);
            await WaitFor.TrueAsync(
                "training to come so far, or to end",
                async () => ended.IsCompleted || (await ProgressAsync(job) is { State: "training" } progress && reached(progress)),
                TimeSpan.FromSeconds(90)
            );
            var over = ended.IsCompleted;
            await stopping.CancelAsync();
            await ended.WaitAsync(TimeSpan.FromSeconds(30));
            if (!over && await NextEventAsync() is null)
            {
                return job;
            }

            await Jobs.ClearMessagesAsync();
            await Events.ClearMessagesAsync();
        }

        throw new InvalidOperationException(
            $"No training of up to {MostEpochs} epochs came so far before it ended; the last left the state "
                + $"'{(await ProgressAsync(job))?.State}'."
        );
    }

    /// <summary>The program itself, over the same storage.</summary>
    public Process StartRunner(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunnerOptions).Assembly.Location]) { RedirectStandardError = true };
        start.Environment["AzureWebJobsStorage"] = ConnectionString;
        start.Environment["SERVERLESSML_RUNNER_HEARTBEAT_SECONDS"] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The end of a process, which is cut off when told to stop.</summary>
    public static async Task EndAsync(Process process, Action cut, CancellationToken stopping)
    {
        await using (stopping.Register(cut))
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async Task<TrainingEvent?> NextEventAsync()
    {
        QueueMessage? message = await Events.ReceiveMessageAsync();
        if (message is null)
        {
            return null;
        }

        await Events.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        return JsonSerializer.Deserialize<TrainingEvent>(message.Body, Wire.Options);
    }

    public async Task<TrainingProgress?> ProgressAsync(TrainingJob job) =>
        (await Storage.Documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(job.RunId, job.JobId)))?.Value;

    /// <summary>The checkpoints in the store whose owner the job is.</summary>
    public async Task<IReadOnlyList<Digest>> CheckpointsAsync(TrainingJob job)
    {
        List<Digest> states = [];
        await foreach (
            var blob in Storage
                .Blobs.GetBlobContainerClient(StorageLayout.Cas)
                .GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = StorageLayout.CheckpointPrefix })
        )
        {
            if (blob.Metadata["owner"] == Uri.EscapeDataString($"{job.RunId}/{job.JobId}"))
            {
                states.Add(Digest.Parse($"sha256:{blob.Name[StorageLayout.CheckpointPrefix.Length..]}"));
            }
        }

        return states;
    }

    /// <summary>Messages that could be taken now.</summary>
    public async Task<int> WaitingJobsAsync() => (await Jobs.PeekMessagesAsync(32)).Value.Length;
}
