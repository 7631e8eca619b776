using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Instances;
using ServerlessML.Functions.Intake;
using ServerlessML.Workflows.Cancellation;

namespace ServerlessML.Functions.Cancellation;

/// <summary>Hands a cancellation to an orchestration of its own, one a run at a time, and waits for it a while.</summary>
public sealed class Cancellations(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>How far it came; <see cref="CancelOutcome.Stopping"/> goes on by itself.</returns>
    public async Task<CancelOutcome> CancelAsync(DurableTaskClient client, CancelRequest request, CancellationToken cancellation)
    {
        var instance = RunCancellation.InstanceOf(request.RunId);
        // One that came to nothing, because the run moved traffic then, is no answer for ever.
        await RunStarter.ScheduleUnlessRunningAsync(client, nameof(RunCancellation), instance, request, cancellation);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var end = await client.WaitForInstanceCompletionAsync(instance, getInputsAndOutputs: true, either.Token);
            return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? end.ReadOutputAs<CancelOutcome>()
                : throw new InvalidOperationException(
                    $"The cancellation of '{request.RunId}' failed: {end.Reason() ?? end.RuntimeStatus.ToString()}"
                );
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return CancelOutcome.Stopping;
        }
    }
}
