namespace ServerlessML.Tests.Workflows;

/// <summary>What a rollout does before its first step, in advanced time: looks are scripted, all else is real.</summary>
public class RolloutPhaseTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task AaThenShadow_ThenTheSteps_EachWithItsPlan()
    {
        await using var host = await RampingAsync(request => Look(request));
        var end = await PassUntilEndAsync(host);
        Assert.Equal((RunState.Completed, "version 2 has all of the traffic"), (end.State, end.Outcome));
        var shifts = host.CallsOf(Stages.ShiftTraffic);
        Assert.Equal([RolloutPhase.Aa, RolloutPhase.Shadow, null, null], shifts.Select(shift => shift.Phase));
        Assert.Equal(
            [(2000, null), (0, 0.25), (2000, null), (10_000, (double?)null)],
            shifts.Select(shift => (shift.Weight, shift.Shadow))
        );
        Assert.Equal(["flights-1:aa", "flights-1:shadow", "flights-1:step-1"], shifts.Skip(1).Select(shift => shift.Follows));
        Assert.Equal(
            [
                .. Enumerable.Repeat<RolloutPhase?>(RolloutPhase.Aa, 3),
                .. Enumerable.Repeat<RolloutPhase?>(RolloutPhase.Shadow, 3),
                .. Enumerable.Repeat<RolloutPhase?>(null, 6),
            ],
            host.CallsOf(Stages.JudgeLook).Select(look => look.Arms.Phase)
        );
        Assert.Equal(Enumerable.Range(1, 12), host.CallsOf(Stages.JudgeLook).Select(look => look.Arms.Number));
        Assert.Contains(host.CallsOf(Stages.NoteOnRun), note =>
            note is { Key: "aa", What: "A/A check: version 1 against itself, 20.00 % on its second arm, plan revision 1" }
        );
    }

    [Fact]
    public async Task AaThatDiffers_StopsBeforeTheCandidateHasTraffic_AndBlamesThePlumbing()
    {
        await using var host = await RampingAsync(request => Look(request) with { Treated = Arm(request, 0.35) });
        var end = await PassUntilEndAsync(host);
        Assert.Equal(RunState.Rejected, end.State);
        Assert.Contains(
            "the plumbing (routing, counting, or keys that send many requests) is at fault, not the model",
            end.Outcome,
            StringComparison.Ordinal
        );
        Assert.Contains("reached the second arm, 20.00 % were planned", end.Outcome, StringComparison.Ordinal);
        Assert.Equal([RolloutPhase.Aa], host.CallsOf(Stages.ShiftTraffic).Select(shift => shift.Phase));
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task ShadowBeyondItsLimits_IsTurnedBack_BeforeAnyTrafficIsShifted()
    {
        await using var host = await RampingAsync(request =>
            request.Phase == RolloutPhase.Shadow
                ? Look(request) with
                {
                    Differences = new() { Rows = 5000, Agreeing = 2500 },
                }
                : Look(request)
        );
        var end = await PassUntilEndAsync(host);
        Assert.Equal(RunState.Rejected, end.State);
        Assert.StartsWith(
            "turned back in the shadow, before any traffic was shifted: champion and shadow put 2500 of 5000 rows",
            end.Outcome,
            StringComparison.Ordinal
        );
        Assert.Equal([RolloutPhase.Aa, RolloutPhase.Shadow], host.CallsOf(Stages.ShiftTraffic).Select(shift => shift.Phase));
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task ShadowWithoutTraffic_Holds_UntilAPersonSaysGoOn()
    {
        await using var host = await RampingAsync(
            request => request.Phase is null ? Look(request) : Look(request) with { Treated = ArmStatistics.None, Differences = null },
            policy => policy with { Aa = null }
        );
        for (var look = 1; look <= 9; look++)
        {
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        await host.StatusAsync(Rollout, status =>
            status is { Weight: 0, Phase: RolloutPhase.Shadow }
            && status.Message.Contains("0 requests scored by the shadow, 1000 needed", StringComparison.Ordinal)
        );
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        await OrderAsync(host, RolloutCommandKind.Skip);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        Assert.Null(host.CallsOf(Stages.ShiftTraffic)[1].Phase);
    }

    [Fact]
    public async Task PausedCheck_Holds_AndAbortRestores()
    {
        await using var host = await RampingAsync(request => Look(request));
        await OrderAsync(host, RolloutCommandKind.Pause);
        for (var look = 1; look <= 5; look++)
        {
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        await OrderAsync(host, RolloutCommandKind.Abort);
        Assert.Equal("aborted by ada@local: seen enough", (await host.EndAsync<LifecycleResult>()).Outcome);
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task KilledAtEachLook_GoesOnToTheSameEnd()
    {
        await using var host = await RampingAsync(request => Look(request));
        for (var look = 1; look <= 9; look++)
        {
            await host.RestartAsync();
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        Assert.Equal(RunState.Completed, (await PassUntilEndAsync(host)).State);
        Assert.Equal(
            ["flights-1:aa", "flights-1:shadow", "flights-1:step-1", "flights-1:step-2"],
            host.CallsOf(Stages.ShiftTraffic).Select(shift => shift.ChangeId).Distinct()
        );
    }

    private static string Rollout => ModelRollout.InstanceOf("flights-1");

    private static Task OrderAsync(WorkflowHost host, RolloutCommandKind order) =>
        host.Client.RaiseEventAsync(
            Rollout,
            RolloutEvents.Command,
            new RolloutCommand
            {
                Order = order,
                By = "ada@local",
                Reason = "seen enough",
            }
        );

    private static async Task<LifecycleResult> PassUntilEndAsync(WorkflowHost host)
    {
        var end = host.EndAsync<LifecycleResult>();
        while (await Task.WhenAny(end, host.Clock.TimerWithin(Every)) != end)
        {
            var looks = host.CallsOf(Stages.JudgeLook).Count;
            host.Clock.Advance(Every);
            await Task.WhenAny(end, host.CalledAsync(Stages.JudgeLook, looks + 1));
        }

        return await end;
    }

    private static RolloutLook Look(ArmsRequest request) =>
        new()
        {
            Deployment = request.Deployment,
            RunId = request.RunId,
            Number = request.Number,
            Step = request.Step,
            Phase = request.Phase,
            Share = request.Share,
            Revision = request.Revision,
            At = request.StepBegan,
            StepBegan = request.StepBegan,
            Control = Arm(request, 1 - request.Share),
            Treated = Arm(request, request.Share),
            Differences = request.Phase == RolloutPhase.Shadow ? new() { Rows = 5000, Agreeing = 4990 } : null,
        };

    private static ArmStatistics Arm(ArmsRequest request, double share) =>
        new()
        {
            Requests = (long)(8000 * request.Number * share),
            Predictions = new() { Edges = [0.5], Counts = [(long)(4000 * request.Number * share), (long)(4000 * request.Number * share)] },
        };

    private static async Task<WorkflowHost> RampingAsync(
        Func<ArmsRequest, RolloutLook> looks,
        Func<RolloutPolicy, RolloutPolicy>? change = null
    )
    {
        var length = TimeSpan.FromMinutes(30);
        var policy = new RolloutPolicy
        {
            Steps = [new() { Weight = 20, Bake = length }, new() { Weight = 100, Bake = length }],
            LookEvery = Every,
            Aa = new() { Duration = length },
            Shadow = new()
            {
                Duration = length,
                Share = 0.25,
                MaxDisagreement = 0.1,
            },
        };
        var revision = 0;
        var host = LifecycleScript
            .Smooth(Samples.Pipeline(approvals: 0) with { Rollout = change is null ? policy : change(policy) }, gain: 0.05)
            .On(Stages.ShiftTraffic, _ => new Shifted { Revision = ++revision })
            .Looks(looks);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.CalledAsync(Stages.ShiftTraffic, 1);
        await host.StatusAsync(Rollout, status => status.Phase is not null);
        return host;
    }
}
