using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Store;

internal sealed record InstanceFilter(
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedTo,
    IReadOnlyList<OrchestrationRuntimeStatus>? Statuses,
    string? IdPrefix
)
{
    public DateTimeOffset? UpdatedFrom { get; init; }

    public DateTimeOffset? UpdatedTo { get; init; }
}
