using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Contracts.Training;
using ServerlessML.Functions.Training;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Azure.Training;

/// <summary>A job that is to be trained on a platform, with the activities that see to it.</summary>
internal sealed class TrainingScene : IAsyncDisposable
{
    private readonly StorageRoom _room;

    private TrainingScene(StorageRoom room, ArmServer server, Func<QueueBackend, StartedAttempts, ITrainingBackend> backend)
    {
        (_room, Server) = (room, server);
        Attempts = new StartedAttempts(Storage.Documents);
        Backend = backend(new QueueBackend(Storage), Attempts);
        var watch = new AttemptWatch(Backend, Attempts, Storage, server.Time, NullLogger<AttemptWatch>.Instance);
        Enqueue = new EnqueueTraining(Storage.Documents, Backend, new(Backend, NullLogger<AttemptStop>.Instance), server.Time);
        Read = new ReadProgress(Storage.Documents, watch);
        RunId = room.NewName("flights-0123456789abcdef");
    }

    public ArmServer Server { get; }

    public StartedAttempts Attempts { get; }

    public ITrainingBackend Backend { get; }

    public EnqueueTraining Enqueue { get; }

    public ReadProgress Read { get; }

    public string RunId { get; }

    public StorageClients Storage => _room.Storage;

    public static async Task<TrainingScene> WithContainerAppsAsync(StorageRoom room, JobWorld world)
    {
        var server = await ArmServer.StartAsync(Specification.ContainerApps, world.Answer);
        world.Server = server;
        await room.TakeAsync<TrainingJob>(StorageLayout.TrainingJobs);
        await room.TakeAsync<TrainingEvent>(StorageLayout.TrainingEvents);
        return new(room, server, (queue, attempts) =>
            new ContainerAppsBackend(
                server.Client(),
                new() { Backend = BackendOptions.ContainerApps, Job = JobWorld.Name },
                queue,
                attempts,
                server.Time
            )
        );
    }

    public static async Task<TrainingScene> WithAzureMlAsync(StorageRoom room, CommandJobWorld world)
    {
        var server = await ArmServer.StartAsync(Specification.MachineLearning, world.Answer);
        await room.TakeAsync<TrainingJob>(StorageLayout.TrainingJobs);
        await room.TakeAsync<TrainingEvent>(StorageLayout.TrainingEvents);
        return new(room, server, (queue, attempts) =>
            new AzureMlBackend(server.Client(), MachineLearning(), room.Storage, queue, attempts, server.Time)
        );
    }

    public TrainingJob Job(int attempt = 1) =>
        new()
        {
            JobId = $"{RunId}-1",
            RunId = RunId,
            InstanceId = RunId,
            Attempt = attempt,
            Recipe = "mlp",
            Seed = 1,
            Threads = 2,
            Dataset = Digest.Of([1]),
            Data = new()
            {
                Columns = [],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Holdout = 0.2,
            HoldoutSalt = "salt",
            Deadline = Server.Time.GetUtcNow() + TimeSpan.FromHours(2),
        };

    public string NameOf(int attempt) => $"{RunId}-1-a{attempt}";

    public Task<Enqueued> EnqueueAsync(int attempt = 1) => Enqueue.RunAsync(new() { Job = Job(attempt) }, default);

    public Task<JobHeartbeat> LookAsync() => Read.RunAsync(new() { RunId = RunId, JobId = $"{RunId}-1" }, default);

    /// <summary>Writes progress as a runner does.</summary>
    public Task StandAsync(string state, string? runner, int attempt = 1) =>
        Storage.Documents.ChangeAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(RunId, $"{RunId}-1"), known =>
            known! with
            {
                Attempt = attempt,
                State = state,
                Runner = runner,
                At = Server.Time.GetUtcNow(),
            }
        );

    public async Task<TrainingProgress> ProgressAsync() =>
        (await Storage.Documents.ReadAsync<TrainingProgress>(StorageLayout.Runs, StorageLayout.Progress(RunId, $"{RunId}-1")))!.Value;

    public Task<IReadOnlyList<TrainingJob>> MessagesAsync() => _room.TakeAsync<TrainingJob>(StorageLayout.TrainingJobs);

    public Task<IReadOnlyList<TrainingEvent>> EventsAsync() => _room.TakeAsync<TrainingEvent>(StorageLayout.TrainingEvents);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static BackendOptions MachineLearning() =>
        new()
        {
            Backend = BackendOptions.AzureMl,
            Workspace = CommandJobWorld.Workspace,
            Environment = "azureml:runner:3",
            Command = "dotnet ServerlessML.GpuRunner.dll",
            InstanceType = "Standard_NC4as_T4_v3",
            ClientId = "5b5450db-eb26-4c1a-981c-ba1d25f0483d",
            Device = "cuda",
        };
}
