using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using HistoryEvent = DurableTask.Core.History.HistoryEvent;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>
/// The runtime's client. Each call that changes something ends once that is committed. A running instance is never replaced by a start with
/// its id; a finished one is, unless its status is among those to refuse. Orders to an instance that is not there, or not in a state for
/// them, fail as the genuine client's do under the Functions host.
/// </summary>
internal sealed class LocalTaskClient(RuntimeCore core) : DurableTaskClient("local")
{
    private readonly ClientAnswers _answers = new(core.Options);

    public static InvalidOperationException NoSuchInstance(string id) => new($"There is no orchestration with the id '{id}'.");

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        StartRequest request = new(orchestratorName.Name, core.Options.DataConverter.Serialize(input))
        {
            Version = options?.Version?.Version ?? "",
            StartAt = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags is { Count: > 0 } tags ? JsonSerializer.Serialize(tags) : null,
            RefusedStatuses = (options?.DedupeStatuses ?? []).Select(ReadStatus).ToHashSet(),
        };
        await AskAsync(id, caller => new InstanceMessage.Create(request, caller), cancellation);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = core.Options.DataConverter.Serialize(eventPayload);
        return OrderAsync(instanceId, caller => new InstanceMessage.Raise(eventName, payload, caller), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        AskAsync(instanceId, caller => new InstanceMessage.Suspend(reason, caller), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        AskAsync(instanceId, caller => new InstanceMessage.Resume(reason, caller), cancellation);

    /// <summary>Ends the instance, and leaves its sub-orchestrations alone, as Azure Storage does, whatever the options ask.</summary>
    public override Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var output = core.Options.DataConverter.Serialize(options?.Output);
        return OrderAsync(instanceId, caller => new InstanceMessage.Terminate(output, caller), cancellation);
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default
    ) => new(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation), isComplete: true);

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        OrchestrationQuery query = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var count = 0;
        await foreach (var instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            count += instance.IsCompleted ? await PurgeAsync(instance.InstanceId, options?.Recursive ?? false, cancellation) : 0;
        }

        return new(count, isComplete: true);
    }

    public override async Task<string> RestartAsync(
        string instanceId,
        bool restartWithNewInstanceId = false,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var row = core.Reader.FindInstance(instanceId)
            ?? throw new ArgumentException(NoSuchInstance(instanceId).Message, nameof(instanceId));
        var id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        StartRequest request = new(row.Name, row.Input) { Version = row.Version, Tags = row.Tags };
        await AskAsync(id, caller => new InstanceMessage.Create(request, caller), cancellation);
        return id;
    }

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        AskAsync(instanceId, caller => new InstanceMessage.Rewind(reason, caller), cancellation);

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var row = core.Reader.FindInstance(instanceId)
            ?? throw new ArgumentException(NoSuchInstance(instanceId).Message, nameof(instanceId));
        return Task.FromResult(CoreHistory.Of(row, core.Reader.History(row.Key)));
    }

    /// <summary>Lists finished instances, in the order of their creation, unless other statuses are asked for.</summary>
    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = default,
        DateTimeOffset? completedTimeTo = default,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default
    )
    {
        InstanceFilter filter = new(null, null, runtimeStatus?.ToList() ?? InstanceRow.FinishedStatuses, null)
        {
            UpdatedFrom = completedTimeFrom,
            UpdatedTo = completedTimeTo,
        };
        var after = long.Parse(lastInstanceKey ?? "0", CultureInfo.InvariantCulture);
        var rows = core.Reader.Instances(filter, after, pageSize);
        var next = rows.Count == pageSize ? rows[^1].Key.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new Page<string>(rows.ConvertAll(row => row.Id), next));
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromException<OrchestrationMetadata?>(ClientError.Cancelled());
        }

        return Task.FromResult(core.Reader.FindInstance(instanceId) is { } row ? _answers.Of(row, getInputsAndOutputs) : null);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        filter ??= new();
        InstanceFilter wanted = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses?.ToList(), filter.InstanceIdPrefix);
        return Pageable.Create<OrchestrationMetadata>(
            (continuation, size, _) =>
            {
                var after = long.Parse(continuation ?? filter.ContinuationToken ?? "0", CultureInfo.InvariantCulture);
                var count = size ?? filter.PageSize;
                var rows = core.Reader.Instances(wanted, after, count);
                var next = rows.Count == count ? rows[^1].Key.ToString(CultureInfo.InvariantCulture) : null;
                return Task.FromResult(new Page<OrchestrationMetadata>(_answers.Of(rows, filter.FetchInputsAndOutputs), next));
            }
        );
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) => WaitAsync(instanceId, StatusWaiters.HasStarted, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) => WaitAsync(instanceId, StatusWaiters.HasFinished, getInputsAndOutputs, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitAsync(
        string id,
        Func<InstanceRow, bool> isReached,
        bool withData,
        CancellationToken cancellation
    )
    {
        var reached = core.Statuses.WaitAsync(id, isReached);
        try
        {
            var row = core.Reader.FindInstance(id) ?? throw NoSuchInstance(id);
            return _answers.Of(isReached(row) ? row : await reached.WaitAsync(cancellation), withData);
        }
        catch (TaskCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            core.Statuses.Leave(id, reached);
        }
    }

    private async Task<int> PurgeAsync(string id, bool recursive, CancellationToken cancellation)
    {
        var children = recursive ? core.Reader.Children(id) : [];
        if (!await AskAsync(id, caller => new InstanceMessage.Purge(caller), cancellation))
        {
            return 0;
        }

        var count = 1;
        foreach (var child in children)
        {
            count += await PurgeAsync(child, recursive, cancellation);
        }

        return count;
    }

    private async Task OrderAsync(string id, Func<TaskCompletionSource<bool>, InstanceMessage> message, CancellationToken cancellation)
    {
        try
        {
            await AskAsync(id, message, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw ClientError.Cancelled();
        }
    }

    private async Task<bool> AskAsync(string id, Func<TaskCompletionSource<bool>, InstanceMessage> message, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource<bool> caller = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!core.Stopped.IsCompleted)
        {
            core.Post(id, message(caller));
        }

        await Task.WhenAny(caller.Task, core.Stopped).WaitAsync(cancellation);
        if (caller.Task.IsCompleted)
        {
            return await caller.Task;
        }

        await core.Stopped;
        throw new DurableRuntimeException("The durable runtime has stopped.");
    }

    private static OrchestrationRuntimeStatus ReadStatus(string text) =>
        Enum.TryParse(text, ignoreCase: true, out OrchestrationRuntimeStatus status)
            ? status
            : throw new ArgumentException($"'{text}' is not a status of an orchestration.", nameof(text));
}
