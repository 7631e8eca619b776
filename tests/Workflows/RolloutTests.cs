using ServerlessML.Workflows.Cancellation;

namespace ServerlessML.Tests.Workflows;

/// <summary>Ramps of a policy that states steps and an error rate alone: the same engine, with default guardrails.</summary>
public class RolloutTests
{
    private static readonly TimeSpan FirstBake = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LastBake = TimeSpan.FromMinutes(5);

    private static string Rollout => ModelRollout.InstanceOf("flights-1");

    [Fact]
    public async Task Ramp_GoodLooks_ClimbsEveryStep_WithOneLookEach()
    {
        await using var host = await RampingAsync();
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.PassAsync(LastBake);
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(
            [(1000, null), (10_000, "flights-1:step-1")],
            host.CallsOf(Stages.ShiftTraffic).Select(call => (call.Weight, call.Follows))
        );
        Assert.Equal([(1, 0), (2, 1)], host.CallsOf(Stages.JudgeLook).Select(call => (call.Arms.Number, call.Arms.Step)));
        Assert.Empty(host.CallsOf(Stages.LookAtTraffic));
    }

    [Fact]
    public async Task Ramp_TooManyErrors_RestoresTheChampion()
    {
        await using var host = await RampingAsync(asked => ScriptedLooks.Seen(asked, requests: 100, errors: 50));
        await host.PassAsync(FirstBake);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal(
            (RunState.Rejected, "turned back at 10 %: 50 of 100 requests failed; the limit of 0.01 is broken"),
            (end.State, end.Outcome)
        );
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task Ramp_FewErrors_AreNotShownToBreakTheLimit_AndItGoesOn()
    {
        // One of forty is above the limit of a hundredth, as one of forty of a version within it often is.
        await using var host = await RampingAsync(asked => ScriptedLooks.Seen(asked, requests: 40, errors: 1));
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_NoTraffic_HoldsFurtherAndFurtherApart_AndThenGoesOn()
    {
        var traffic = 0;
        await using var host = await RampingAsync(asked => ScriptedLooks.Seen(asked, traffic, 0), firstBake: TimeSpan.FromSeconds(40));
        foreach (var (look, after) in new[] { 40, 40, 80, 160, 300, 300 }.Index())
        {
            await host.Clock.TimerWithin(TimeSpan.FromSeconds(after)).WaitAsync(WorkflowHost.Deadline);
            host.Clock.Advance(TimeSpan.FromSeconds(after) - WorkflowHost.Second * 2);
            Assert.Equal(look, host.CallsOf(Stages.JudgeLook).Count);
            await host.PassAsync(WorkflowHost.Second * 2);
            await host.CalledAsync(Stages.JudgeLook, look + 1);
            await host.StatusAsync(Rollout, status =>
                status.Message.StartsWith("holding at 10 %: 0 requests seen, 10 needed (since ", StringComparison.Ordinal)
            );
        }

        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        traffic = 1000;
        await host.PassAsync(TimeSpan.FromMinutes(5));
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_NoTraffic_APersonSaysGoOn()
    {
        await using var host = await RampingAsync(asked => ScriptedLooks.Seen(asked, 0, 0));
        await host.PassAsync(FirstBake);
        await host.StatusAsync(Rollout, status => status.Message.StartsWith("holding at 10 %", StringComparison.Ordinal));
        await OrderAsync(host, RolloutCommandKind.Skip);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        Assert.Contains(host.CallsOf(Stages.NoteOnRun), note => note.What == "SKIP by ada@local: seen enough");
    }

    [Fact]
    public async Task Ramp_SharesOtherThanPlanned_AreNoReasonToHold()
    {
        // One key sends nearly all requests: a plain ramp compares nothing.
        await using var host = await RampingAsync(asked =>
            ScriptedLooks.Seen(asked, requests: 20, errors: 0) with
            {
                Control = new() { Requests = 100_000 },
            }
        );
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_Paused_StaysAtItsWeight_UntilItIsResumed()
    {
        await using var host = await RampingAsync();
        await OrderAsync(host, RolloutCommandKind.Pause);
        await host.StatusAsync(Rollout, status =>
            status.Message.StartsWith("paused at 10 % by ada@local: seen enough (since ", StringComparison.Ordinal)
        );
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.JudgeLook, 1);
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        await OrderAsync(host, RolloutCommandKind.Resume);
        await host.StatusAsync(Rollout, status => status.Message.StartsWith("version 2 at 10 %", StringComparison.Ordinal));
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_Aborted_RestoresTheChampion()
    {
        await using var host = await RampingAsync();
        await OrderAsync(host, RolloutCommandKind.Abort);
        Assert.Equal("aborted by ada@local: seen enough", (await host.EndAsync<LifecycleResult>()).Outcome);
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task Ramp_OperatorRollsBack_StopsAtOnce()
    {
        await using var host = await RampingAsync();
        // As a rollback does, which cannot know which of the two ramps it stops.
        await host.Client.RaiseEventAsync("run", RolloutEvents.TakenOver, "ops@local rolled back: odd scores");
        await host.Client.RaiseEventAsync(Rollout, RolloutEvents.TakenOver, "ops@local rolled back: odd scores");
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal((RunState.Rejected, "stopped: ops@local rolled back: odd scores"), (end.State, end.Outcome));
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    // A cancellation goes by the run's own status, wherever the ramp is: what moves traffic is turned back, not ended.
    [Fact]
    public async Task Ramp_UnderWay_TheRunSaysThatItMovesTraffic()
    {
        await using var host = await RampingAsync();
        await host.StatusAsync("run", status => status.Stage == Stage.Rollout);
        host.On(Stages.StopRun, _ => new StopReport { Outcome = CancelOutcome.MovesTraffic });
        var cancelled = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RunCancellation),
            new CancelRequest
            {
                RunId = "run",
                By = "ann",
                At = DateTimeOffset.UnixEpoch,
            },
            new Microsoft.DurableTask.StartOrchestrationOptions("run:cancel")
        );
        var end = await host.Client.WaitForInstanceCompletionAsync(cancelled, getInputsAndOutputs: true).WaitAsync(WorkflowHost.Deadline);
        Assert.Equal(CancelOutcome.MovesTraffic, end.ReadOutputAs<CancelOutcome>());
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_PlanChangedBySomebodyElse_Stops()
    {
        await using var host = await RampingAsync();
        host.On(Stages.ShiftTraffic, _ => new Shifted { Revision = 5, OvertakenBy = "ops@local changed the plan: by hand" });
        await host.PassAsync(FirstBake);
        Assert.Equal("stopped: ops@local changed the plan: by hand", (await host.EndAsync<LifecycleResult>()).Outcome);
    }

    [Fact]
    public async Task Ramp_Breaks_LeavesNoChallengerBehind()
    {
        await using var host = await RampingAsync();
        host.On(Stages.JudgeLook, _ => throw new PermanentFailureException("no such deployment"));
        await host.PassAsync(FirstBake);
        await host.Client.WaitForInstanceCompletionAsync("run").WaitAsync(WorkflowHost.Deadline);
        Assert.Equal(
            (false, "the rollout broke: no such deployment"),
            // Once by the rollout, once by its run, which does not ask what it was.
            Assert.Single(host.CallsOf(Stages.SettleRelease).Select(call => (call.Promote, call.Reason)).Distinct())
        );
    }

    [Fact]
    public async Task Ramp_KilledBetweenSteps_GoesOnToTheSameEnd()
    {
        await using var host = await RampingAsync();
        await host.RestartAsync();
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.RestartAsync();
        await host.PassAsync(LastBake);
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal(["flights-1:step-1", "flights-1:step-2"], host.CallsOf(Stages.ShiftTraffic).Select(call => call.ChangeId).Distinct());
        Assert.Equal([true], host.CallsOf(Stages.SettleRelease).Select(call => call.Promote).Distinct());
    }

    [Fact]
    public async Task Release_RegistersItsVersion_BeforeItClaims()
    {
        await using var host = await RampingAsync();
        var registered = Assert.Single(host.CallsOf(Stages.RegisterVersion));
        var claim = Assert.Single(host.CallsOf(Stages.ClaimRelease));
        Assert.Equal(("flights-1", Samples.Trained.Model), (registered.RunId, registered.Model));
        Assert.Equal((2, null, 1), (claim.Version, claim.Model, claim.Champion));
    }

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

    private static async Task<WorkflowHost> RampingAsync(Func<ArmsRequest, RolloutLook>? looks = null, TimeSpan? firstBake = null)
    {
        var definition = Samples.Pipeline(approvals: 0);
        var steps = definition.Rollout.Steps;
        var host = LifecycleScript.Smooth(
            firstBake is { } bake
                ? definition with
                {
                    Rollout = definition.Rollout with { Steps = [steps[0] with { Bake = bake }, steps[1]] },
                }
                : definition,
            gain: 0.05
        );
        host = looks is null ? host : host.Looks(looks);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(Rollout, status => status.Weight == 10);
        return host;
    }
}
