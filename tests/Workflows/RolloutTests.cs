using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Workflows;

public class RolloutTests
{
    private static readonly TimeSpan FirstBake = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Ramp_GoodLooks_ClimbsEveryStep()
    {
        await using var host = await RampingAsync();
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.Equal([(1000, null), (10_000, "flights-1:step-1")], host.CallsOf(Stages.ShiftTraffic).Select(call => (call.Weight, call.Follows)));
    }

    [Fact]
    public async Task Ramp_TooManyErrors_RestoresTheChampion()
    {
        await using var host = await RampingAsync();
        host.On(Stages.LookAtTraffic, _ => new Look { Requests = 100, Errors = 50 });
        await host.PassAsync(FirstBake);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal(RunState.Rejected, end.State);
        Assert.Contains("failed, the limit is", end.Outcome, StringComparison.Ordinal);
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task Ramp_NoTraffic_HoldsAndThenGoesOn()
    {
        await using var host = await RampingAsync();
        host.On(Stages.LookAtTraffic, _ => new Look { Requests = 0, Errors = 0 });
        await host.PassAsync(FirstBake);
        await host.StatusAsync(status => status.Message.StartsWith("holding at 10 %", StringComparison.Ordinal));
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        host.On(Stages.LookAtTraffic, _ => new Look { Requests = 1000, Errors = 0 });
        await host.PassAsync(FirstBake);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
    }

    [Fact]
    public async Task Ramp_OperatorRollsBack_StopsAtOnce()
    {
        await using var host = await RampingAsync();
        await host.Client.RaiseEventAsync("run", RolloutEvents.TakenOver, "ops@local rolled back: odd scores");
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal((RunState.Rejected, "stopped: ops@local rolled back: odd scores"), (end.State, end.Outcome));
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
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
        host.On(Stages.LookAtTraffic, _ => throw new PermanentFailureException("no such deployment"));
        await host.PassAsync(FirstBake);
        await host.Client.WaitForInstanceCompletionAsync("run").WaitAsync(WorkflowHost.Deadline);
        Assert.Equal((false, "the rollout broke: no such deployment"), host.CallsOf(Stages.SettleRelease).Select(call => (call.Promote, call.Reason)).Single());
    }

    private static async Task<WorkflowHost> RampingAsync()
    {
        var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 0), gain: 0.05);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(status => status.Weight == 10);
        await host.CalledAsync(Stages.NoteOnRun, 4);
        return host;
    }
}
