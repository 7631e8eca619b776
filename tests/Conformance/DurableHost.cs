using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Conformance;

/// <summary>
/// The seam between the suite and what it tests: orchestrators and activities as plain functions, a client, and a clock to move.
/// Another backend of the same API is tested by another such host.
/// </summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TaskRegistry _registry = new();
    private DurableRuntime? _runtime;

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    public ManualTimeProvider Clock { get; } = new();

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public long? MaxDatabaseBytes { get; set; }

    public int MaxConcurrentActivities { get; init; } = 4;

    public int MaxResidentInstances { get; init; } = 1000;

    public TimeSpan MaxTurnTime { get; init; } = Deadline;

    public TimeSpan TimerEarliness { get; init; }

    public IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; init; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>();

    public DurableTaskClient Client => Runtime.Client;

    public DurableRuntime Runtime => _runtime ?? throw new InvalidOperationException("The host is not started.");

    public string DatabasePath => _folder["durable.db"];

    public DurableHost Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> run)
    {
        _registry.AddOrchestrator(name, async context => await run(context));
        return this;
    }

    public DurableHost Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run)
        => Activity<TInput, TOutput>(name, (input, _) => run(input));

    public DurableHost Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run)
    {
        _registry.AddActivity(name, async (call, stop)
            => await run(new DurableRuntimeOptions { DatabasePath = "" }.DataConverter.Deserialize<TInput>(call.SerializedInput)!, stop));
        return this;
    }

    public async Task<DurableHost> StartAsync()
    {
        DurableRuntimeOptions options = new()
        {
            DatabasePath = DatabasePath, MaxConcurrentActivities = MaxConcurrentActivities, MaxDatabaseBytes = MaxDatabaseBytes,
            MaxResidentInstances = MaxResidentInstances, MaxTurnTime = MaxTurnTime,
            Retention = Retention, TimerEarliness = TimerEarliness,
        };
        _runtime = DurableRuntime.Open(options, _registry, Clock, Logs);
        await _runtime.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Starts again over the same database; with other code where that is given.</summary>
    public async Task RestartAsync(bool killed, Action<DurableHost>? otherCode = null)
    {
        if (killed)
            Runtime.Abandon();
        else
            await Runtime.StopAsync(CancellationToken.None);
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

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null)
        => await CompleteAsync(await Client.ScheduleNewOrchestrationInstanceAsync(name, input));

    /// <summary>Stops as a cut of the power would, changes what is on the disk (database, log), and starts over it.</summary>
    public async Task TearAsync(Action<string, string> tear)
    {
        // The last connection that closes writes the log into the database, and a cut would not.
        string log = $"{DatabasePath}-wal";
        byte[] database = await File.ReadAllBytesAsync(DatabasePath), written = await File.ReadAllBytesAsync(log);
        Runtime.Abandon();
        File.Delete($"{DatabasePath}-shm");
        await File.WriteAllBytesAsync(DatabasePath, database);
        await File.WriteAllBytesAsync(log, written);
        tear(DatabasePath, log);
        await StartAsync();
    }

    public Task<OrchestrationMetadata> CompleteAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Deadline);

    /// <summary>Waits for a timer that is due within the time, then moves the clock by that time.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await Clock.TimerWithin(time).WaitAsync(Deadline);
        Clock.Advance(time);
    }

    /// <summary>Waits until the instance has answered a status that its code set.</summary>
    public async Task CustomStatusAsync(string id, string status)
    {
        using CancellationTokenSource deadline = new(Deadline);
        while ((await Client.GetInstanceAsync(id, true, deadline.Token))?.SerializedCustomStatus != $"\"{status}\"")
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_runtime is not null)
            await _runtime.DisposeAsync();
        _folder.Dispose();
    }
}
