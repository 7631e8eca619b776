using ServerlessML.Experiments.Rollout;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Tests.Workflows.Rollout.Earlier;

/// <summary>The ramp of runs that were opened before December 2026: until June 2027.</summary>
public class PlainRampTests
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
        Assert.Equal(
            [(1000, null), (10_000, "flights-1:step-1")],
            host.CallsOf(Stages.ShiftTraffic).Select(call => (call.Weight, call.Follows))
        );
    }

    [Fact]
    public async Task Ramp_TooManyErrors_RestoresTheChampion()
    {
        await using var host = await RampingAsync();
        host.On(Stages.LookAtTraffic, _ => new TrafficLook { Requests = 100, Errors = 50 });
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
        host.On(Stages.LookAtTraffic, _ => new TrafficLook { Requests = 0, Errors = 0 });
        await host.PassAsync(FirstBake);
        await host.StatusAsync(status => status.Message.StartsWith("holding at 10 %", StringComparison.Ordinal));
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        host.On(Stages.LookAtTraffic, _ => new TrafficLook { Requests = 1000, Errors = 0 });
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
        Assert.Equal(
            (false, "the rollout broke: no such deployment"),
            host.CallsOf(Stages.SettleRelease).Select(call => (call.Promote, call.Reason)).Single()
        );
    }

    private static async Task<WorkflowHost> RampingAsync()
    {
        var host = LifecycleScript
            .Smooth(Samples.Pipeline(approvals: 0), gain: 0.05)
            .On(Stages.OpenRun, _ => new OpenedRun { Definition = Samples.Pipeline(approvals: 0), Files = [] })
            .On(Stages.LookAtTraffic, _ => new TrafficLook { Requests = 1000, Errors = 0 });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(status => status.Weight == 10);
        await host.CalledAsync(Stages.NoteOnRun, 4);
        return host;
    }

    [Theory]
    [InlineData(0, 0, 0, LookOutcome.Inconclusive)]
    [InlineData(0, 1, 0, LookOutcome.Success)]
    [InlineData(100, 99, 0, LookOutcome.Inconclusive)]
    [InlineData(100, 99, 99, LookOutcome.Inconclusive)]
    [InlineData(100, 100, 1, LookOutcome.Success)]
    [InlineData(100, 100, 2, LookOutcome.Failure)]
    public void Judge_Counts_AreHeldAgainstTheLimit(int needed, long requests, long errors, LookOutcome expected) =>
        Assert.Equal(
            expected,
            PlainRamp.Judge(new() { MinRequests = needed, MaxErrorRate = 0.01 }, new() { Requests = requests, Errors = errors }).Outcome
        );

    [Fact]
    public void Judge_GatewayAway_IsInconclusive() =>
        Assert.Equal(
            (LookOutcome.Inconclusive, "the gateway is away"),
            PlainRamp.Judge(
                new(),
                new()
                {
                    Requests = 0,
                    Errors = 0,
                    Unavailable = "the gateway is away",
                }
            )
        );
}
