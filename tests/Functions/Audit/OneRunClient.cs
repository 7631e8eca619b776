using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>Knows one run, and ends it when asked to.</summary>
internal sealed class OneRunClient(LifecycleRequest run) : UnaskedClient("one")
{
    public OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Running;

    /// <summary>Told before each effect.</summary>
    public Action BeforeEffect { get; set; } = () => { };

    public override Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        BeforeEffect();
        Status = OrchestrationRuntimeStatus.Terminated;
        return Task.CompletedTask;
    }

    public override Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default
    )
    {
        BeforeEffect();
        return Task.CompletedTask;
    }

    /// <summary>Finds none: the run has started nothing.</summary>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create<OrchestrationMetadata>((_, _, _) => Task.FromResult(new Page<OrchestrationMetadata>([], null)));

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) =>
        Task.FromResult(
            instanceId != run.RunId
                ? null
                : new OrchestrationMetadata(nameof(ModelLifecycle), instanceId)
                {
                    RuntimeStatus = Status,
                    SerializedInput = System.Text.Json.JsonSerializer.Serialize(run),
                    DataConverter = Microsoft.DurableTask.Converters.JsonDataConverter.Default,
                }
        );
}
