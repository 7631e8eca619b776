using System.Globalization;
using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Rollout.Earlier;

/// <summary>
/// A ramp within the run's own orchestration, judged by the error rate of each look. Runs that were opened before December 2026 have it in
/// their histories; it goes when none of them is left, in June 2027, with the activity LookAtTraffic and what it takes and gives.
/// </summary>
internal static class PlainRamp
{
    private static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    public static async Task<RampOutcome> ClimbAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request)
    {
        var steps = request.Policy.Steps;
        var last = request.Follows;
        var takenOver = context.WaitForExternalEvent<string>(RolloutEvents.TakenOver);
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            run.Enter(
                Stage.Rollout,
                $"version {request.Version} at {step.Weight} % (step {index + 1} of {steps.Count})",
                weight: step.Weight
            );
            var shift = await context.CallAsync(Stages.ShiftTraffic, RolloutStage.Shift(request, step, index, last));
            if (shift.OvertakenBy is { } other)
            {
                return await RolloutStage.SettleAsync(context, request, promote: false, $"stopped: {other}");
            }

            last = RolloutStage.ChangeId(request, index);
            await run.NoteAsync(
                Stage.Rollout,
                $"step-{index + 1}",
                $"version {request.Version} at {step.Weight} % of the traffic, plan revision {shift.Revision}"
            );
            if (await BakeAsync(context, request, step, takenOver) is { } verdict)
            {
                return await RolloutStage.SettleAsync(context, request, promote: false, verdict);
            }
        }

        return await RolloutStage.SettleAsync(context, request, promote: true, $"version {request.Version} has all of the traffic");
    }

    /// <returns>Why the step failed; null when the look at its end found nothing against going on.</returns>
    private static async Task<string?> BakeAsync(
        TaskOrchestrationContext context,
        RampRequest request,
        RolloutStep step,
        Task<string> takenOver
    )
    {
        var until = context.CurrentUtcDateTime + step.Bake;
        var hold = step.Bake > ShortestHold ? step.Bake : ShortestHold;
        while (true)
        {
            using var woken = new CancellationTokenSource();
            var timer = context.WaitUntilAsync(until, woken.Token);
            if (await Task.WhenAny(takenOver, timer) == takenOver)
            {
                woken.Cancel();
                return $"stopped: {await takenOver}";
            }

            var look = await context.CallAsync(
                Stages.LookAtTraffic,
                new LookRequest { Deployment = request.Deployment, Version = request.Version }
            );
            var (outcome, message) = Judge(request.Policy, look);
            switch (outcome)
            {
                case LookOutcome.Success:
                    return null;
                case LookOutcome.Failure:
                    return message;
                default:
                    // Holding is safe: the weight stays, and the next look may know more.
                    context.Tell(
                        new RunStatus
                        {
                            Stage = Stage.Rollout,
                            Message = $"holding at {step.Weight} %: {message}",
                            Weight = step.Weight,
                        }
                    );
                    until = context.CurrentUtcDateTime + hold;
                    // Further apart with each look, so that a deployment without traffic does not fill its history.
                    hold = hold * 2 < LongestHold ? hold * 2 : LongestHold;
                    break;
            }
        }
    }

    internal static (LookOutcome Outcome, string Message) Judge(RolloutPolicy policy, TrafficLook look)
    {
        if (look.Unavailable is { } reason)
        {
            return (LookOutcome.Inconclusive, reason);
        }

        var needed = Math.Max(1, policy.MinRequests);
        if (look.Requests < needed)
        {
            return (LookOutcome.Inconclusive, $"{look.Requests} requests seen, {needed} needed");
        }

        var rate = (double)look.Errors / look.Requests;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{rate:P2} of {look.Requests} requests failed, the limit is {policy.MaxErrorRate:P2}"
        );
        return (rate > policy.MaxErrorRate ? LookOutcome.Failure : LookOutcome.Success, text);
    }
}
