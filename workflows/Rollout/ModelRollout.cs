using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Rollout;

/// <summary>
/// Moves traffic as fast as the evidence allows. One durable timer a look; after each look the orchestration starts anew with what it
/// knows, so that a rollout of weeks has a short history. Ends with the candidate promoted, or with the champion's plan restored.
/// </summary>
public sealed class ModelRollout : TaskOrchestrator<RolloutProgress, RampOutcome>
{
    public static string InstanceOf(string runId) => $"{runId}:rollout";

    public override async Task<RampOutcome> RunAsync(TaskOrchestrationContext context, RolloutProgress input)
    {
        try
        {
            return await new RolloutTurn(context, input).RunAsync();
        }
        catch (Exception e)
        {
            // A rollout that breaks must not keep the deployment's place, nor leave traffic on a version that nobody watches.
            await RolloutStage.SettleAsync(context, input.Ramp, promote: false, $"the rollout broke: {e.RootMessage()}");
            throw;
        }
    }
}
