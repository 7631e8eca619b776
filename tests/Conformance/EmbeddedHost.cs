using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.Conformance;

/// <summary>Our runtime, with a clock to move, a database to look into, and a process to kill.</summary>
internal sealed class EmbeddedHost : DurableHost
{
    private readonly TemporaryFolder _folder = new();
    private TaskRegistry _registry = new();
    private DurableRuntime? _runtime;

    public ManualTimeProvider Clock { get; } = new();

    public long? MaxDatabaseBytes { get; set; }

    public int MaxConcurrentActivities { get; init; } = 4;

    public int MaxResidentInstances { get; init; } = 1000;

    public TimeSpan MaxTurnTime { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxMessageBytes { get; init; } = new DurableRuntimeOptions { DatabasePath = "" }.MaxMessageBytes;

    public TimeSpan TimerEarliness { get; init; }

    public IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; init; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>();

    public override DurableTaskClient Client => Runtime.Client;

    public DurableRuntime Runtime => _runtime ?? throw new InvalidOperationException("The host is not started.");

    public string DatabasePath => _folder["durable.db"];

    public override TimeSpan Moment => TimeSpan.FromMinutes(1);

    public override EmbeddedHost Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run)
    {
        _registry.AddOrchestrator(name, async context => await run(context, context.GetInput<TInput>()!));
        return this;
    }

    public override EmbeddedHost Orchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> run)
    {
        _registry.AddOrchestrator(name, async context => await run(context));
        return this;
    }

    public override EmbeddedHost Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run)
    {
        _registry.AddActivity(name, async (call, stop) =>
            await run(new DurableRuntimeOptions { DatabasePath = "" }.DataConverter.Deserialize<TInput>(call.SerializedInput)!, stop)
        );
        return this;
    }

    public override EmbeddedHost Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) =>
        Activity<TInput, TOutput>(name, (input, _) => run(input));

    public new async Task<EmbeddedHost> StartAsync()
    {
        await OpenAsync();
        return this;
    }

    public override Task PassAsync() => AdvanceAsync(Moment);

    public override Task ReplayAsync() => RestartAsync(killed: true);

    /// <summary>Starts again over the same database; with other code where that is given.</summary>
    public async Task RestartAsync(bool killed, Action<EmbeddedHost>? otherCode = null)
    {
        if (killed)
        {
            Runtime.Abandon();
        }
        else
        {
            await Runtime.StopAsync(CancellationToken.None);
        }

        if (otherCode is not null)
        {
            _registry = new();
            otherCode(this);
        }

        await StartAsync();
    }

    /// <summary>Starts over a copy of a database in place of its own.</summary>
    public async Task RestoreAsync(string copy)
    {
        await Runtime.StopAsync(CancellationToken.None);
        File.Delete($"{DatabasePath}-wal");
        File.Delete($"{DatabasePath}-shm");
        File.Copy(copy, DatabasePath, overwrite: true);
        await StartAsync();
    }

    /// <summary>Stops as a cut of the power would, changes what is on the disk (database, log), and starts over it.</summary>
    public async Task TearAsync(Action<string, string> tear)
    {
        // The last connection that closes writes the log into the database, and a cut would not.
        var log = $"{DatabasePath}-wal";
        byte[] database = await File.ReadAllBytesAsync(DatabasePath),
            written = await File.ReadAllBytesAsync(log);
        Runtime.Abandon();
        File.Delete($"{DatabasePath}-shm");
        await File.WriteAllBytesAsync(DatabasePath, database);
        await File.WriteAllBytesAsync(log, written);
        tear(DatabasePath, log);
        await StartAsync();
    }

    /// <summary>Waits for a timer that is due within the time, then moves the clock by that time.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await Clock.TimerWithin(time).WaitAsync(Deadline);
        Clock.Advance(time);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }

        _folder.Dispose();
    }

    protected override async Task OpenAsync()
    {
        DurableRuntimeOptions options = new()
        {
            DatabasePath = DatabasePath,
            MaxConcurrentActivities = MaxConcurrentActivities,
            MaxDatabaseBytes = MaxDatabaseBytes,
            MaxResidentInstances = MaxResidentInstances,
            MaxTurnTime = MaxTurnTime,
            Retention = Retention,
            TimerEarliness = TimerEarliness,
            MaxMessageBytes = MaxMessageBytes,
        };
        _runtime = DurableRuntime.Open(options, _registry, Clock, Logs);
        await _runtime.StartAsync(CancellationToken.None);
    }
}
