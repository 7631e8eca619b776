using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Bench;

/// <summary>The runtime with the workloads that are measured.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly DurableRuntime _runtime;

    private BenchHost(DurableRuntime runtime, string databasePath)
    {
        _runtime = runtime;
        DatabasePath = databasePath;
    }

    public string DatabasePath { get; }

    public DurableTaskClient Client => _runtime.Client;

    /// <summary>How often each sleeper was late, in milliseconds.</summary>
    public static System.Collections.Concurrent.ConcurrentQueue<double> Lags { get; } = new();

    /// <summary>One for each ping that was answered.</summary>
    public static SemaphoreSlim Signals { get; } = new(0);

    public static async Task<BenchHost> StartAsync(DurableRuntimeOptions options)
    {
        TaskRegistry registry = new();
        registry.AddActivity("Step", (_, _) => Task.FromResult<object?>(null));
        registry.AddActivity("Signal", (_, _) =>
        {
            Signals.Release();
            return Task.FromResult<object?>(null);
        });
        registry.AddActivity("Awake", (call, _) =>
        {
            var due = options.DataConverter.Deserialize<DateTime>(call.SerializedInput);
            Lags.Enqueue((DateTime.UtcNow - due).TotalMilliseconds);
            return Task.FromResult<object?>(null);
        });
        registry.AddOrchestrator("Sequence", SequenceAsync);
        registry.AddOrchestrator("Fan", FanAsync);
        registry.AddOrchestrator("Pinged", PingedAsync);
        registry.AddOrchestrator("Sleep", SleepAsync);
        var runtime = DurableRuntime.Open(options, registry, TimeProvider.System, NullLoggerFactory.Instance);
        await runtime.StartAsync(CancellationToken.None);
        return new(runtime, options.DatabasePath);
    }

    public async Task RunAsync(string name, object input)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input);
        var done = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: false);
        if (done.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"{name} ended as {done.RuntimeStatus}.");
        }
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private static async Task<object?> SequenceAsync(TaskOrchestrationContext context)
    {
        var steps = context.GetInput<int>();
        for (var step = 0; step < steps; step++)
        {
            await context.CallActivityAsync("Step");
        }

        return steps;
    }

    private static async Task<object?> FanAsync(TaskOrchestrationContext context)
    {
        var count = context.GetInput<int>();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => context.CallActivityAsync("Step")));
        return count;
    }

    /// <summary>A step for each event, so that the one who sends it sees what a step costs.</summary>
    private static async Task<object?> PingedAsync(TaskOrchestrationContext context)
    {
        var steps = context.GetInput<int>();
        for (var step = 0; step < steps; step++)
        {
            await context.CallActivityAsync("Step");
        }

        do
        {
            await context.CallActivityAsync("Signal");
        } while (await context.WaitForExternalEvent<bool>("ping"));
        return null;
    }

    private static async Task<object?> SleepAsync(TaskOrchestrationContext context)
    {
        var due = context.GetInput<DateTime>();
        await context.CreateTimer(due, CancellationToken.None);
        await context.CallActivityAsync("Awake", due);
        return null;
    }
}
