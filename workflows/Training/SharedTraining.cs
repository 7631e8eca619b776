using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Training;

/// <summary>
/// Trains once for all that ask for the same: takes the result where there is one, waits while another orchestration trains it, and else
/// trains. Nobody waits for an owner that has ended, and a failure is nobody else's: each that waited then tries for itself.
/// </summary>
public sealed class SharedTraining : TaskOrchestrator<TrainRequest, TrainOutcome>
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Looks after which the history is long enough.</summary>
    private const int Looks = 50;

    public override async Task<TrainOutcome> RunAsync(TaskOrchestrationContext context, TrainRequest input)
    {
        var asked = new ClaimTrainingRequest { InstanceId = context.InstanceId, Training = input };
        var wait = TimeSpan.FromSeconds(1);
        var claim = await context.CallAsync(Stages.ClaimTraining, asked);
        for (var look = 1; claim.BusyWith is { } other; look++)
        {
            context.Tell(new RunStatus { Stage = Stage.Training, Message = $"waiting for run {other}, which trains the same" });
            await context.WaitAsync(wait);
            if (look == Looks)
            {
                context.ContinueAsNew(input);
                return new() { Attempts = 0 };
            }

            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            claim = await context.CallAsync(Stages.ClaimTraining, asked);
        }

        if (claim.Result is { } result)
        {
            return new()
            {
                Result = result,
                Cached = claim.Before,
                Attempts = 0,
            };
        }

        context.Tell(
            new RunStatus
            {
                Stage = Stage.Training,
                Message = $"training with {input.Settings.Recipe}",
                JobId = input.JobId,
            }
        );
        return await TrainAsync(context, input, claim.Key);
    }

    private static async Task<TrainOutcome> TrainAsync(TaskOrchestrationContext context, TrainRequest input, Digest key)
    {
        var settle = new SettleTrainingRequest
        {
            Key = key,
            InstanceId = context.InstanceId,
            RunId = input.RunId,
            JobId = input.JobId,
        };
        TrainOutcome outcome;
        try
        {
            outcome = await context.CallChildAsync<TrainOutcome>(nameof(ModelTraining), input, $"{context.InstanceId}:job");
        }
        catch
        {
            // Also one that somebody ended: whoever waits for it trains for themselves.
            await context.CallAsync(Stages.SettleTraining, settle);
            throw;
        }

        await context.CallAsync(Stages.SettleTraining, settle with { Result = outcome.Result });
        return outcome;
    }
}
