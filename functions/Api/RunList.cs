using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Instances;

namespace ServerlessML.Functions.Api;

/// <summary>
/// Lists runs, the newest first. The backend answers a page in one message of at most 4 MB: pages are small and without inputs and outputs,
/// and only the runs that are shown are read whole.
/// </summary>
public sealed class RunList(RunViews views)
{
    private const int PageSize = 100;
    private const int AtOnce = 8;

    public async Task<IReadOnlyList<RunView>> ReadAsync(
        DurableTaskClient client,
        string? pipeline,
        string? state,
        int top,
        CancellationToken cancellation
    )
    {
        List<OrchestrationMetadata> known = [];
        var query = new OrchestrationQuery(
            InstanceIdPrefix: pipeline is null ? null : $"{pipeline}-",
            Statuses: StatusesOf(state),
            PageSize: PageSize
        );
        await foreach (var instance in client.GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            if (RunInstances.IsRun(instance))
            {
                known.Add(instance);
            }
        }

        List<RunView> runs = [];
        foreach (var some in known.OrderByDescending(instance => instance.CreatedAt).Chunk(AtOnce).TakeWhile(_ => runs.Count < top))
        {
            var whole = await Task.WhenAll(
                some.Select(instance => client.GetInstanceAsync(instance.InstanceId, getInputsAndOutputs: true, cancellation))
            );
            // One may have been purged since the list was read.
            runs.AddRange(
                whole
                    .OfType<OrchestrationMetadata>()
                    .Select(views.View)
                    .Where(run => (pipeline is null || run.Pipeline == pipeline) && (state is null || run.State == state))
            );
        }

        return [.. runs.Take(top)];
    }

    private static IReadOnlyList<OrchestrationRuntimeStatus>? StatusesOf(string? state) =>
        state switch
        {
            RunState.Running => LiveInstances.Statuses,
            RunState.Completed or RunState.Rejected => [OrchestrationRuntimeStatus.Completed],
            RunState.Failed => [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Completed],
            RunState.Cancelled => [OrchestrationRuntimeStatus.Terminated],
            _ => null,
        };
}
