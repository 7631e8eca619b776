using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Functions;

/// <summary>Has a list of instances, a page of which holds one.</summary>
internal sealed class ListedClient() : UnaskedClient("listed")
{
    public List<OrchestrationMetadata> Instances { get; } = [];

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create(
            (next, _) =>
            {
                var at = next is null ? 0 : int.Parse(next, System.Globalization.CultureInfo.InvariantCulture);
                return Task.FromResult(
                    new Page<OrchestrationMetadata>([.. Instances.Skip(at).Take(1)], at + 1 < Instances.Count ? $"{at + 1}" : null)
                );
            }
        );

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default
    ) => Task.FromResult(getInputsAndOutputs ? Instances.FirstOrDefault(instance => instance.InstanceId == instanceId) : null);
}
