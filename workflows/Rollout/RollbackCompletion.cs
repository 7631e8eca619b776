using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Rollout;

/// <summary>
/// Goes after an operator's rollback, which waits for nobody: when the request that made it was killed between plan, aliases and audit log,
/// what is missing is done here. Begun before the plan is touched.
/// </summary>
public sealed class RollbackCompletion : TaskOrchestrator<RollbackRequest, bool>
{
    // A request that has not written its plan by then is gone.
    private const int Tries = 6;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    public static string InstanceOf(string deployment, string changeId) => InstanceIds.Fitting($"{deployment}:{changeId}");

    /// <returns>Whether there was a rollback.</returns>
    public override async Task<bool> RunAsync(TaskOrchestrationContext context, RollbackRequest input)
    {
        for (var (tries, wait) = (0, First); tries < Tries; tries++, wait *= 2)
        {
            await context.WaitAsync(wait);
            if (await context.CallAsync(Stages.FinishRollback, input))
            {
                return true;
            }
        }

        return false;
    }
}
