using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.LocalHost.Runtime.Inspection;
using ServerlessML.Tests.Support;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Reproduction;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Workflows;

/// <summary>The real workflows on the real embedded runtime, over activities that a test scripts and a clock that it moves.</summary>
internal sealed class WorkflowHost : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The most by which timers of Azure Storage fire early.</summary>
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<TimeSpan> EarlyBy = new();

    private readonly TemporaryFolder _folder = new();
    private readonly TaskRegistry _registry = new();
    private readonly ConcurrentQueue<(string Name, object Input)> _calls = new();
    private readonly ConcurrentDictionary<string, Func<object, object?>> _answers = new();
    private DurableRuntime? _runtime;

    public WorkflowHost()
    {
        _registry.AddOrchestrator(nameof(ModelLifecycle), async context =>
            await new ModelLifecycle().RunAsync(context, context.GetInput<LifecycleRequest>()!)
        );
        _registry.AddOrchestrator(nameof(ModelTraining), async context =>
            await new ModelTraining().RunAsync(context, context.GetInput<TrainRequest>()!)
        );
        _registry.AddOrchestrator(nameof(SharedTraining), async context =>
            await new SharedTraining().RunAsync(context, context.GetInput<TrainRequest>()!)
        );
        _registry.AddOrchestrator(nameof(ModelSearch), async context =>
            await new ModelSearch().RunAsync(context, context.GetInput<SearchProgress>()!)
        );
        _registry.AddOrchestrator(nameof(ModelTrial), async context =>
            await new ModelTrial().RunAsync(context, context.GetInput<TrialRequest>()!)
        );
        _registry.AddOrchestrator(nameof(PeopleNotification), async context =>
            await new PeopleNotification().RunAsync(context, context.GetInput<NotificationRequest>()!)
        );
        _registry.AddOrchestrator(nameof(ModelRollout), async context =>
            await new ModelRollout().RunAsync(context, context.GetInput<RolloutProgress>()!)
        );
        _registry.AddOrchestrator(nameof(DeploymentQueue), async context =>
            await new DeploymentQueue().RunAsync(context, context.GetInput<ClaimRequest>()!)
        );
        _registry.AddOrchestrator(nameof(RunCancellation), async context =>
            await new RunCancellation().RunAsync(context, context.GetInput<CancelRequest>()!)
        );
        _registry.AddOrchestrator(nameof(RollbackCompletion), async context =>
            await new RollbackCompletion().RunAsync(context, context.GetInput<RollbackRequest>()!)
        );
        _registry.AddOrchestrator(nameof(ModelReproduction), async context =>
            await new ModelReproduction().RunAsync(context, context.GetInput<ReproductionRequest>()!)
        );
    }

    /// <summary>How early the timers of this test's hosts fire.</summary>
    public static TimeSpan Earliness
    {
        get => EarlyBy.Value;
        set => EarlyBy.Value = value;
    }

    public ManualTimeProvider Clock { get; } = new();

    public DurableTaskClient Client => _runtime!.Client;

    /// <summary>Says what an activity answers; the last word holds.</summary>
    public WorkflowHost On<TInput, TOutput>(ActivityHandle<TInput, TOutput> activity, Func<TInput, TOutput> answer)
        where TInput : notnull
    {
        var isNew = !_answers.ContainsKey(activity.Name);
        _answers[activity.Name] = input => answer((TInput)input);
        if (isNew)
        {
            _registry.AddActivity(activity.Name, (call, _) =>
            {
                var input = JsonSerializer.Deserialize<TInput>(call.SerializedInput!)!;
                _calls.Enqueue((activity.Name, input));
                return Task.FromResult(_answers[activity.Name](input));
            });
        }

        return this;
    }

    public IReadOnlyList<TInput> CallsOf<TInput, TOutput>(ActivityHandle<TInput, TOutput> activity)
        where TInput : notnull => [.. _calls.Where(call => call.Name == activity.Name).Select(call => (TInput)call.Input)];

    public async Task<string> StartAsync(string workflow, object input)
    {
        await OpenAsync();
        return await Client.ScheduleNewOrchestrationInstanceAsync(workflow, input, new StartOrchestrationOptions("run"));
    }

    /// <summary>Ends the runtime as a kill would, and starts it again over its database.</summary>
    public async Task RestartAsync()
    {
        _runtime!.Abandon();
        await OpenAsync();
    }

    /// <summary>Waits for a timer that is due within the time, then moves the clock on by it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Clock.TimerWithin(time).WaitAsync(Deadline);
        Clock.Advance(time);
    }

    public Task CalledAsync<TInput, TOutput>(ActivityHandle<TInput, TOutput> activity, int times)
        where TInput : notnull =>
        WaitFor.TrueAsync($"call {times} of {activity.Name}", () => Task.FromResult(CallsOf(activity).Count >= times));

    public Task StatusAsync(Func<RunStatus, bool> reached) => StatusAsync("run", reached);

    public Task StatusAsync(string instanceId, Func<RunStatus, bool> reached) =>
        WaitFor.TrueAsync($"the status of {instanceId}", async () =>
            await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true) is { SerializedCustomStatus: not null } instance
            && reached(instance.ReadCustomStatusAs<RunStatus>()!)
        );

    public RecordedHistory History(string instanceId)
    {
        using var store = StoreInspector.Open(_folder["durable.db"]);
        return store.Export(instanceId)!;
    }

    /// <summary>How many timers the instance has asked for.</summary>
    public int TimersOf(string instanceId) => History(instanceId).Events.Count(happened => happened.Kind == "TimerCreated");

    public async Task<T> EndAsync<T>()
    {
        var end = await Client.WaitForInstanceCompletionAsync("run", getInputsAndOutputs: true).WaitAsync(Deadline);
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{end.RuntimeStatus}: {end.FailureDetails?.ErrorMessage}");
        return end.ReadOutputAs<T>()!;
    }

    private async Task OpenAsync()
    {
        _runtime = DurableRuntime.Open(
            new() { DatabasePath = _folder["durable.db"], TimerEarliness = Earliness },
            _registry,
            Clock,
            NullLoggerFactory.Instance
        );
        await _runtime.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }

        _folder.Dispose();
    }
}
