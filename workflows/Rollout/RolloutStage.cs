using Microsoft.DurableTask;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Moves the traffic to a challenger step by step.</summary>
internal static class RolloutStage
{
    public static async Task<RampOutcome> RampAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request)
    {
        // With nobody to compare with there is nothing to watch.
        var watched = request.Policy.IsWatched() && request.Champion is not null;
        try
        {
            return watched ? await WatchAsync(context, run, request) : await ClimbAsync(context, run, request);
        }
        // A rollout of its own settles for itself, unless somebody ended it.
        catch (Exception e) when (!watched || e is TaskFailedException { FailureDetails.ErrorType: ContextCalls.Stopped })
        {
            // A ramp that breaks must not keep the deployment's place, nor leave traffic on a version that nobody watches.
            await SettleAsync(context, request, promote: false, $"the rollout broke: {e.RootMessage()}");
            throw;
        }
    }

    private static Task<RampOutcome> WatchAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request)
    {
        run.Enter(Stage.Rollout, $"version {request.Version} is rolled out as fast as the evidence allows");
        return context.CallChildAsync<RampOutcome>(
            nameof(ModelRollout), new RolloutProgress { Ramp = request, Follows = request.Follows, Phase = RolloutPhases.First(request.Policy) },
            ModelRollout.InstanceOf(request.RunId));
    }

    private static async Task<RampOutcome> ClimbAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request)
    {
        // With nobody to compare with there is nothing to ramp from.
        IReadOnlyList<RolloutStep> steps = request.Champion is null ? [new() { Weight = 100 }] : request.Policy.Steps;
        var last = request.Follows;
        var takenOver = context.WaitForExternalEvent<string>(RolloutEvents.TakenOver);
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            run.Enter(Stage.Rollout, $"version {request.Version} at {step.Weight} % (step {index + 1} of {steps.Count})", weight: step.Weight);
            var shift = await context.CallAsync(Stages.ShiftTraffic, Shift(request, step, index, last));
            if (shift.OvertakenBy is { } other)
            {
                return await SettleAsync(context, request, promote: false, $"stopped: {other}");
            }

            last = ChangeId(request, index);
            await run.NoteAsync(Stage.Rollout, $"step-{index + 1}", $"version {request.Version} at {step.Weight} % of the traffic, plan revision {shift.Revision}");
            if (await BakeAsync(context, request, step, takenOver) is { } verdict)
            {
                return await SettleAsync(context, request, promote: false, verdict);
            }
        }

        return await SettleAsync(context, request, promote: true, $"version {request.Version} has all of the traffic");
    }

    /// <returns>Why the step failed; null when the look at its end found nothing against going on.</returns>
    private static async Task<string?> BakeAsync(TaskOrchestrationContext context, RampRequest request, RolloutStep step, Task<string> takenOver)
    {
        // With nobody to fall back to, there is no other way than on.
        if (request.Champion is null)
        {
            return null;
        }

        var until = context.CurrentUtcDateTime + step.Bake;
        var hold = step.Bake > RolloutJudge.ShortestHold ? step.Bake : RolloutJudge.ShortestHold;
        while (true)
        {
            using var woken = new CancellationTokenSource();
            var timer = context.WaitUntilAsync(until, woken.Token);
            if (await Task.WhenAny(takenOver, timer) == takenOver)
            {
                woken.Cancel();
                return $"stopped: {await takenOver}";
            }

            var look = await context.CallAsync(Stages.LookAtTraffic, new LookRequest { Deployment = request.Deployment, Version = request.Version });
            var judgement = RolloutJudge.Judge(request.Policy, look);
            switch (judgement.Outcome)
            {
                case LookOutcome.Success:
                    return null;
                case LookOutcome.Failure:
                    return judgement.Message;
                default:
                    // Holding is safe: the weight stays, and the next look may know more.
                    context.Tell(new RunStatus { Stage = Stage.Rollout, Message = $"holding at {step.Weight} %: {judgement.Message}", Weight = step.Weight });
                    until = context.CurrentUtcDateTime + hold;
                    // Further apart with each look, so that a deployment without traffic does not fill its history.
                    hold = hold * 2 < RolloutJudge.LongestHold ? hold * 2 : RolloutJudge.LongestHold;
                    break;
            }
        }
    }

    public static async Task<RampOutcome> SettleAsync(TaskOrchestrationContext context, RampRequest request, bool promote, string reason)
    {
        var settled = await context.CallAsync(Stages.SettleRelease, new SettleRequest
        {
            RunId = request.RunId, Deployment = request.Deployment, Version = request.Version, Champion = request.Champion,
            Promote = promote, Capture = request.Capture, ChangeId = $"{request.RunId}:{(promote ? "promote" : "restore")}", Reason = reason,
        });
        return settled.OvertakenBy is { } other && promote
            ? new() { Promoted = false, Message = $"stopped: {other}" }
            : new() { Promoted = promote, Message = reason };
    }

    public static ShiftRequest Shift(RampRequest request, RolloutStep step, int index, string? last) => new()
    {
        RunId = request.RunId, Deployment = request.Deployment, Version = request.Version, Champion = request.Champion,
        Weight = (int)Math.Round(step.Weight * 100), Capture = request.Capture, ChangeId = ChangeId(request, index), Follows = last,
        Reason = $"step {index + 1}: {step.Weight} %",
    };

    /// <summary>The plan of what comes before the first step: the new version has no weight in it.</summary>
    public static ShiftRequest Shift(RampRequest request, RolloutPhase phase, string? last) => new()
    {
        RunId = request.RunId, Deployment = request.Deployment, Version = request.Version, Champion = request.Champion, Phase = phase,
        Weight = phase == RolloutPhase.Aa ? (int)Math.Round(RolloutPhases.Share(request.Policy, phase) * TrafficPlan.WholeWeight) : 0,
        Shadow = phase == RolloutPhase.Shadow ? RolloutPhases.Share(request.Policy, phase) : null,
        Capture = request.Capture, ChangeId = ChangeId(request, phase), Follows = last, Reason = RolloutPhases.Words(request, phase),
    };

    public static string ChangeId(RampRequest request, RolloutPhase phase) => $"{request.RunId}:{RolloutPhases.Name(phase)}";

    public static string ChangeId(RampRequest request, int index) => $"{request.RunId}:step-{index + 1}";
}
