using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Functions.Instances;

/// <summary>Tells instances things that may have ended meanwhile, or never were: that is an outcome, and no surprise.</summary>
public static class InstanceCommands
{
#pragma warning disable RS0030 // The one place.
    public static Task<CommandOutcome> TryRaiseEventAsync(
        this DurableTaskClient client,
        string instanceId,
        string name,
        object payload,
        CancellationToken cancellation
    ) => TryAsync(() => client.RaiseEventAsync(instanceId, name, payload, cancellation));

    /// <summary>Alone: Azure Storage's backend does not terminate the instances that it has started.</summary>
    public static Task<CommandOutcome> TryTerminateAsync(
        this DurableTaskClient client,
        string instanceId,
        string reason,
        CancellationToken cancellation
    ) => TryAsync(() => client.TerminateInstanceAsync(instanceId, reason, cancellation));
#pragma warning restore RS0030

    private static async Task<CommandOutcome> TryAsync(Func<Task> order)
    {
        try
        {
            await order();
            return CommandOutcome.Accepted;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return CommandOutcome.NotFound;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            return CommandOutcome.Ended;
        }
    }
}
