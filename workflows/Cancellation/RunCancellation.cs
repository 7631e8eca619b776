using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Cancellation;

/// <summary>
/// Ends a run, apart from it: who asked is kept from the first moment on, and whatever kills the host, all that belongs to the end is done.
/// </summary>
public sealed class RunCancellation : TaskOrchestrator<CancelRequest, CancelOutcome>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static string InstanceOf(string runId) => $"{runId}:cancel";

    public override async Task<CancelOutcome> RunAsync(TaskOrchestrationContext context, CancelRequest input)
    {
        var stop = await context.CallAsync(Stages.StopRun, input);
        while (stop.Outcome == CancelOutcome.Stopping)
        {
            await context.WaitAsync(Patience);
            stop = await context.CallAsync(Stages.StopRun, input);
        }

        if (stop.Outcome != CancelOutcome.Cancelled)
        {
            return stop.Outcome;
        }

        if (stop.GiveBack is { } release)
        {
            await context.CallAsync(Stages.SettleRelease, release);
        }

        return await context.CallAsync(Stages.RecordCancel, input) ? CancelOutcome.Cancelled : CancelOutcome.Ended;
    }
}
