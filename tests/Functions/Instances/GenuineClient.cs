using System.Globalization;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace ServerlessML.Tests.Functions.Instances;

/// <summary>
/// Instances as Durable Functions over Azure Storage keeps them: orders to what is not there or has ended are refused, and a parent's end
/// is not its children's.
/// </summary>
internal class GenuineClient() : UnaskedClient("genuine")
{
    private readonly SortedDictionary<string, OrchestrationMetadata> _instances = new(StringComparer.Ordinal);

    public List<string> Orders { get; } = [];

    public List<(string Instance, string Name, object? Input)> Started { get; } = [];

    /// <summary>How many instances were read whole, one by one.</summary>
    public int Whole { get; private set; }

    /// <summary>Instances are told to end, and some go on for a while.</summary>
    public bool SlowToEnd { get; set; }

    public void Add(OrchestrationMetadata instance) => _instances[instance.InstanceId] = instance;

    public void Add(
        string name,
        string id,
        OrchestrationRuntimeStatus status = OrchestrationRuntimeStatus.Running,
        object? input = null,
        string? output = null,
        DateTimeOffset at = default
    ) =>
        Add(
            new(name, id)
            {
                RuntimeStatus = status,
                SerializedInput = JsonDataConverter.Default.Serialize(input),
                SerializedOutput = output,
                CreatedAt = at,
                LastUpdatedAt = at,
                DataConverter = JsonDataConverter.Default,
            }
        );

    public OrchestrationRuntimeStatus StatusOf(string id) => _instances[id].RuntimeStatus;

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    )
    {
        Require(instanceId);
        Orders.Add($"{eventName} to {instanceId}");
        return Task.CompletedTask;
    }

    public override Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        var instance = Require(instanceId);
        Orders.Add($"end {instanceId}");
        if (!SlowToEnd)
        {
            Add(
                instance.Name,
                instanceId,
                OrchestrationRuntimeStatus.Terminated,
                output: JsonDataConverter.Default.Serialize(options?.Output)
            );
        }

        return Task.CompletedTask;
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        Started.Add((options!.InstanceId!, orchestratorName.Name, input));
        Add(orchestratorName.Name, options.InstanceId!);
        return Task.FromResult(options.InstanceId!);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    )
    {
        Whole += getInputsAndOutputs ? 1 : 0;
        return Task.FromResult(
            _instances.TryGetValue(instanceId, out var known)
                ? getInputsAndOutputs
                    ? known
                    : Bare(known)
                : null
        );
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        // A page is one message of at most 4 MB, in which an input alone may have some of them.
        Assert.True(filter is { FetchInputsAndOutputs: false, PageSize: <= 100 }, $"{filter}");
        var found = _instances
            .Values.Where(one =>
                one.InstanceId.StartsWith(filter.InstanceIdPrefix ?? "", StringComparison.Ordinal)
                && filter.Statuses?.Contains(one.RuntimeStatus) != false
            )
            .ToList();
        return Pageable.Create<OrchestrationMetadata>(
            (continuation, _, _) =>
            {
                var from = int.Parse(continuation ?? "0", CultureInfo.InvariantCulture);
                var next = from + filter.PageSize < found.Count ? $"{from + filter.PageSize}" : null;
                return Task.FromResult(new Page<OrchestrationMetadata>([.. found.Skip(from).Take(filter.PageSize).Select(Bare)], next));
            }
        );
    }

    private OrchestrationMetadata Require(string id) =>
        !_instances.TryGetValue(id, out var known)
            ? throw new RpcException(new(StatusCode.NotFound, $"An instance with the id {id} was not found."))
        : known.IsCompleted ? throw new RpcException(new(StatusCode.FailedPrecondition, $"The instance {id} has ended."))
        : known;

    private static OrchestrationMetadata Bare(OrchestrationMetadata one) =>
        new(one.Name, one.InstanceId)
        {
            RuntimeStatus = one.RuntimeStatus,
            CreatedAt = one.CreatedAt,
            LastUpdatedAt = one.LastUpdatedAt,
        };
}
