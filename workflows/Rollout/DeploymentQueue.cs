using Microsoft.DurableTask;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Workflows.Rollout;

/// <summary>
/// Waits until a deployment is free, and takes its place for a challenger. A place may be taken for weeks: every so many looks it starts
/// anew, so that its history stays short.
/// </summary>
public sealed class DeploymentQueue : TaskOrchestrator<ClaimRequest, Claim>
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Looks after which the history is long enough.</summary>
    private const int Looks = 50;

    /// <summary>What the instances that wait for a run's place start with: each time that the run comes for it is one.</summary>
    public static string PrefixOf(string runId) => $"{runId}:place-";

    public override async Task<Claim> RunAsync(TaskOrchestrationContext context, ClaimRequest input)
    {
        var claim = await context.CallAsync(Stages.ClaimRelease, input);
        for (
            var (look, wait) = (1, FirstWait);
            claim.Outcome == ClaimOutcome.Busy;
            look++, wait = wait * 2 < LongestWait ? wait * 2 : LongestWait
        )
        {
            context.Tell(new() { Stage = Stage.Rollout, Message = claim.Message });
            await context.WaitAsync(wait);
            if (look == Looks)
            {
                context.ContinueAsNew(input);
                return claim;
            }

            claim = await context.CallAsync(Stages.ClaimRelease, input);
        }

        return claim;
    }

    internal static Task<Claim> ClaimAsync(
        TaskOrchestrationContext context,
        RunJournal run,
        OpenedRun opened,
        int round,
        ClaimRequest request
    ) =>
        opened.QueuesApart
            ? context.CallChildAsync<Claim>(nameof(DeploymentQueue), request, $"{PrefixOf(request.RunId)}{round}")
            : ClaimHereAsync(context, run, request);

    // Runs that were opened before December 2026 have this in their histories; it goes when none of them is left, in June 2027.
#pragma warning disable DURABLE0011 // The loop is that of those histories.
    private static async Task<Claim> ClaimHereAsync(TaskOrchestrationContext context, RunJournal run, ClaimRequest request)
    {
        while (true)
        {
            var claim = await context.CallAsync(Stages.ClaimRelease, request);
            if (claim.Outcome != ClaimOutcome.Busy)
            {
                return claim;
            }

            run.Enter(Stage.Rollout, claim.Message);
            await context.WaitAsync(FirstWait);
        }
    }
#pragma warning restore DURABLE0011
}
