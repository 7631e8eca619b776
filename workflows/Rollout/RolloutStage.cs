using Microsoft.DurableTask;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Moves the traffic to a challenger.</summary>
internal static class RolloutStage
{
    /// <param name="context">The run's.</param>
    /// <param name="run">Where it tells how far it is.</param>
    /// <param name="request">The ramp.</param>
    /// <param name="opened">What the run was opened with: how its build did this.</param>
    public static async Task<RampOutcome> RampAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request, OpenedRun opened)
    {
        // With nobody to compare with there is nothing to watch.
        var watched = request.Champion is not null && (opened.ReleasesApart || request.Policy.IsWatched());
        try
        {
            return watched ? await WatchAsync(context, run, request)
                : request.Champion is null ? await TakeAllAsync(context, run, request)
                : await PlainRamp.ClimbAsync(context, run, request);
        }
        // Whatever it was: a rollout of its own settles for itself, if it still can, and to settle twice is to settle once.
        catch (Exception e)
            when (opened.TellsOfRollouts || !watched || e is TaskFailedException { FailureDetails.ErrorType: ContextCalls.Stopped })
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
            nameof(ModelRollout),
            new RolloutProgress
            {
                Ramp = request,
                Follows = request.Follows,
                Phase = RolloutPhases.First(request.Policy),
                JudgesApart = true,
            },
            ModelRollout.InstanceOf(request.RunId)
        );
    }

    /// <summary>A pipeline's first version: there is no traffic to move to it, and nobody to fall back to.</summary>
    private static async Task<RampOutcome> TakeAllAsync(TaskOrchestrationContext context, RunJournal run, RampRequest request)
    {
        var all = new RolloutStep { Weight = 100 };
        run.Enter(Stage.Rollout, $"version {request.Version} at {all.Weight} %", weight: all.Weight);
        var shift = await context.CallAsync(Stages.ShiftTraffic, Shift(request, all, 0, request.Follows));
        if (shift.OvertakenBy is { } other)
        {
            return await SettleAsync(context, request, promote: false, $"stopped: {other}");
        }

        await run.NoteAsync(
            Stage.Rollout,
            "step-1",
            $"version {request.Version} at {all.Weight} % of the traffic, plan revision {shift.Revision}"
        );
        return await SettleAsync(context, request, promote: true, $"version {request.Version} has all of the traffic");
    }

    public static async Task<RampOutcome> SettleAsync(TaskOrchestrationContext context, RampRequest request, bool promote, string reason)
    {
        var settled = await context.CallAsync(
            Stages.SettleRelease,
            new SettleRequest
            {
                RunId = request.RunId,
                Deployment = request.Deployment,
                Version = request.Version,
                Champion = request.Champion,
                Promote = promote,
                Capture = request.Capture,
                ChangeId = $"{request.RunId}:{(promote ? "promote" : "restore")}",
                Reason = reason,
            }
        );
        if (settled.OvertakenBy is not null || !promote)
        {
            var why = settled.OvertakenBy is { } by ? $"stopped: {by}" : reason;
            await RolloutNotices.TellAsync(context, request, NoticeKind.TurnedBack, why, RolloutNotices.End);
        }

        return settled.OvertakenBy is { } other && promote
            ? new() { Promoted = false, Message = $"stopped: {other}" }
            : new() { Promoted = promote, Message = reason };
    }

    public static ShiftRequest Shift(RampRequest request, RolloutStep step, int index, string? last) =>
        new()
        {
            RunId = request.RunId,
            Deployment = request.Deployment,
            Version = request.Version,
            Champion = request.Champion,
            Weight = (int)Math.Round(step.Weight * 100),
            Capture = request.Capture,
            ChangeId = ChangeId(request, index),
            Follows = last,
            Reason = $"step {index + 1}: {step.Weight} %",
        };

    /// <summary>The plan of what comes before the first step: the new version has no weight in it.</summary>
    public static ShiftRequest Shift(RampRequest request, RolloutPhase phase, string? last) =>
        new()
        {
            RunId = request.RunId,
            Deployment = request.Deployment,
            Version = request.Version,
            Champion = request.Champion,
            Phase = phase,
            Weight = phase == RolloutPhase.Aa ? (int)Math.Round(RolloutPhases.Share(request.Policy, phase) * TrafficPlan.WholeWeight) : 0,
            Shadow = phase == RolloutPhase.Shadow ? RolloutPhases.Share(request.Policy, phase) : null,
            Capture = request.Capture,
            ChangeId = ChangeId(request, phase),
            Follows = last,
            Reason = RolloutPhases.Words(request, phase),
        };

    public static string ChangeId(RampRequest request, RolloutPhase phase) => $"{request.RunId}:{RolloutPhases.Name(phase)}";

    public static string ChangeId(RampRequest request, int index) => $"{request.RunId}:step-{index + 1}";
}
