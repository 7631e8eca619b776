using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServerlessML.Tests.Conformance;

/// <summary>The seam between the suite and an engine: orchestrators and activities as plain functions, and a client.</summary>
internal abstract class DurableHost : IAsyncDisposable
{
    /// <summary>How long a case waits; less where it is known not to pass.</summary>
    public static TimeSpan Deadline => TimeSpan.FromSeconds(Difference.IsExpected ? 5 : 30);

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public abstract DurableTaskClient Client { get; }

    /// <summary>How long a case has its timers wait, of which <see cref="PassAsync"/> brings the end.</summary>
    public abstract TimeSpan Moment { get; }

    public static DurableHost On(Engine engine) => engine == Engine.Ours ? new EmbeddedHost() : new GenuineHost();

    public abstract DurableHost Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run);

    public virtual DurableHost Orchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> run) =>
        Orchestrator<object?, TOutput>(name, (context, _) => run(context));

    public abstract DurableHost Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run);

    public virtual DurableHost Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) =>
        Activity<TInput, TOutput>(name, (input, _) => run(input));

    public async Task<DurableHost> StartAsync()
    {
        await OpenAsync();
        return this;
    }

    /// <summary>Lets one moment, for which code waits or will wait, pass.</summary>
    public abstract Task PassAsync();

    /// <summary>Has what comes next be told to code that is replayed first.</summary>
    public abstract Task ReplayAsync();

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null) =>
        await CompleteAsync(await Client.ScheduleNewOrchestrationInstanceAsync(name, input));

    public Task<OrchestrationMetadata> CompleteAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Deadline);

    /// <summary>Waits until the instance has answered a status that its code set.</summary>
    public Task CustomStatusAsync(string id, string status) =>
        UntilAsync(id, instance => instance.SerializedCustomStatus == $"\"{status}\"");

    /// <summary>Waits until the instance is as wanted: the genuine engine takes orders up after it has answered them.</summary>
    public async Task UntilAsync(string id, Predicate<OrchestrationMetadata> wanted)
    {
        using CancellationTokenSource deadline = new(Deadline);
        while (await Client.GetInstanceAsync(id, true, deadline.Token) is not { } instance || !wanted(instance))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task OpenAsync();
}
