using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>What an orchestrator's code sees of its run.</summary>
internal sealed class OrchestrationContext(
    OrchestrationRun run,
    InstanceRow row,
    TurnLoop loop,
    ExternalEvents events,
    DataConverter converter,
    ILoggerFactory logs
) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => row.Name;

    public override string InstanceId => row.Id;

    public override string Version => row.Version;

    public override ParentOrchestrationInstance? Parent => row.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => run.Now;

    public override bool IsReplaying => run.IsReplaying;

    protected override ILoggerFactory LoggerFactory => logs;

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(row.Input);

    public override Guid NewGuid()
    {
        loop.Require(nameof(NewGuid));
        var name = Encoding.UTF8.GetBytes($"{row.Id}/{row.Execution}/{_guids++}");
        var bytes = SHA256.HashData(name).AsSpan(0, 16);
        // Version 8 of RFC 9562: bits of the maker's own choice, here a hash of the name.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        loop.Require(nameof(CallActivityAsync));
        var data = converter.Serialize(input);
        return RetryingCall.RunAsync(this, options?.Retry, () =>
            Convert<TResult>(run.Ask(id => new(HistoryKind.TaskScheduled, id, name.Name, null, data)))
        );
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    )
    {
        loop.Require(nameof(CallSubOrchestratorAsync));
        var data = converter.Serialize(input);
        var id = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        if (id == InstanceId)
        {
            throw new ArgumentException($"The orchestration '{id}' cannot call itself as its sub-orchestration.", nameof(options));
        }

        var version = (options as SubOrchestrationOptions)?.Version ?? options?.Version;
        return RetryingCall.RunAsync(this, options?.Retry, () =>
            Convert<TResult>(
                run.AskSubOrchestration(
                    task => new(HistoryKind.SubOrchestrationScheduled, task, orchestratorName.Name, id, data),
                    version?.Version
                )
            )
        );
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        loop.Require(nameof(CreateTimer));
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var at = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return run.AskTimer(at, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        loop.Require(nameof(WaitForExternalEvent));
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        loop.Require(nameof(SendEvent));
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var data = converter.Serialize(payload);
        run.Tell(id => new(HistoryKind.EventSent, id, eventName, instanceId, data));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        loop.Require(nameof(SetCustomStatus));
        run.CustomStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        loop.Require(nameof(ContinueAsNew));
        run.StartAnew(converter.Serialize(options.NewInput), options.NewVersion, options.PreserveUnprocessedEvents);
    }

    private async Task<T> Convert<T>(Task<string?> call) => converter.Deserialize<T>(await call)!;
}
