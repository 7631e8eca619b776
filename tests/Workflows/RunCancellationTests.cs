using ServerlessML.Workflows.Cancellation;

namespace ServerlessML.Tests.Workflows;

/// <summary>A cancellation is an orchestration of its own: whatever is killed, it goes on to its end.</summary>
public class RunCancellationTests
{
    private static readonly CancelRequest Request = new()
    {
        RunId = "flights-1",
        By = "olga@local",
        At = DateTimeOffset.UnixEpoch,
    };
    private static readonly RollbackRequest Asked = new()
    {
        Deployment = "flights",
        ChangeId = "rollback:key",
        By = "olga@local",
        Reason = "errors",
    };

    [Fact]
    public async Task Run_ARunThatTakesTimeToStop_IsRecordedOnceItHas()
    {
        var stops = 0;
        await using var host = new WorkflowHost()
            .On(Stages.StopRun, _ => new StopReport { Outcome = ++stops < 3 ? CancelOutcome.Stopping : CancelOutcome.Cancelled })
            .On(Stages.RecordCancel, _ => true);
        await host.StartAsync(nameof(RunCancellation), Request);
        await host.PassAsync(TimeSpan.FromSeconds(2));
        await host.CalledAsync(Stages.StopRun, 2);
        await host.RestartAsync();
        Assert.Empty(host.CallsOf(Stages.RecordCancel));
        await host.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(CancelOutcome.Cancelled, await host.EndAsync<CancelOutcome>());
        Assert.Equal(Request, Assert.Single(host.CallsOf(Stages.RecordCancel)));
    }

    [Theory]
    [InlineData(CancelOutcome.Ended)]
    [InlineData(CancelOutcome.MovesTraffic)]
    public async Task Run_NothingToStop_IsNotRecorded(CancelOutcome outcome)
    {
        await using var host = new WorkflowHost()
            .On(Stages.StopRun, _ => new StopReport { Outcome = outcome })
            .On(Stages.RecordCancel, _ => true);
        await host.StartAsync(nameof(RunCancellation), Request);
        Assert.Equal(outcome, await host.EndAsync<CancelOutcome>());
        Assert.Empty(host.CallsOf(Stages.RecordCancel));
    }

    [Fact]
    public async Task Run_ARolloutThatHadBegun_IsGivenBackFirst()
    {
        var back = new SettleRequest
        {
            RunId = "flights-1",
            Deployment = "flights",
            Version = 2,
            Champion = 1,
            Promote = false,
            Capture = 0,
            ChangeId = "flights-1:restore",
            Reason = "cancelled",
        };
        await using var host = new WorkflowHost()
            .On(Stages.StopRun, _ => new StopReport { Outcome = CancelOutcome.Cancelled, GiveBack = back })
            .On(Stages.SettleRelease, _ => new Shifted { Revision = 4 })
            .On(Stages.RecordCancel, _ => true);
        await host.StartAsync(nameof(RunCancellation), Request);
        await host.EndAsync<CancelOutcome>();
        Assert.Equal(back, Assert.Single(host.CallsOf(Stages.SettleRelease)));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(7, false)]
    public async Task Rollback_WhatFollowsIt_WaitsForThePlanAWhile(int thereAt, bool found)
    {
        var looks = 0;
        await using var host = new WorkflowHost().On(Stages.FinishRollback, _ => ++looks >= thereAt);
        await host.StartAsync(nameof(RollbackCompletion), Asked);
        for (var (look, wait) = (1, TimeSpan.FromSeconds(10)); look <= Math.Min(thereAt, 6); look++, wait *= 2)
        {
            await host.PassAsync(wait);
            await host.CalledAsync(Stages.FinishRollback, look);
        }

        Assert.Equal(found, await host.EndAsync<bool>());
    }
}
