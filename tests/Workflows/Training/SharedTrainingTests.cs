using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows.Training;

public class SharedTrainingTests
{
    private static readonly Digest Key = Samples.Of("key");
    private static readonly TrainedBefore Before = new()
    {
        Key = Key,
        RunId = "flights-0",
        JobId = "flights-0-1",
        At = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task Run_TrainedBefore_TrainsNothingAndSaysWhose()
    {
        await using var host = Host(_ => new TrainingClaim
        {
            Key = Key,
            Result = Samples.Trained,
            Before = Before,
        });
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal((Samples.Trained, 0, "flights-0"), (outcome.Result, outcome.Attempts, outcome.Cached!.RunId));
        Assert.Empty(host.CallsOf(Stages.EnqueueTraining));
        Assert.Empty(host.CallsOf(Stages.SettleTraining));
    }

    [Fact]
    public async Task Run_NotTrainedBefore_TrainsAndKeepsTheResult()
    {
        await using var host = Host(_ => new TrainingClaim { Key = Key });
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        Assert.Null((await host.EndAsync<TrainOutcome>()).Cached);
        Assert.Equal("run", Assert.Single(host.CallsOf(Stages.ClaimTraining)).InstanceId);
        var settled = Assert.Single(host.CallsOf(Stages.SettleTraining));
        Assert.Equal((Key, "run", Samples.Trained), (settled.Key, settled.InstanceId, settled.Result));
    }

    [Fact]
    public async Task Run_SomebodyElseTrainsIt_WaitsAndTakesTheResult()
    {
        var busy = true;
        await using var host = Host(_ =>
            busy
                ? new TrainingClaim { Key = Key, BusyWith = "flights-0" }
                : new TrainingClaim
                {
                    Key = Key,
                    Result = Samples.Trained,
                    Before = Before,
                }
        );
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        await host.StatusAsync(status => status.Message == "waiting for run flights-0, which trains the same");
        await host.PassAsync(TimeSpan.FromSeconds(1));
        await host.CalledAsync(Stages.ClaimTraining, 2);
        busy = false;
        await host.PassAsync(TimeSpan.FromSeconds(2));
        Assert.NotNull((await host.EndAsync<TrainOutcome>()).Cached);
        Assert.Empty(host.CallsOf(Stages.EnqueueTraining));
    }

    [Fact]
    public async Task Run_WaitsForHours_KeepsAShortHistory()
    {
        await using var host = Host(_ => new TrainingClaim { Key = Key, BusyWith = "flights-0" });
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        for (var look = 1; look <= 120; look++)
        {
            await host.CalledAsync(Stages.ClaimTraining, look);
            await host.PassAsync(TimeSpan.FromSeconds(30));
        }

        await host.CalledAsync(Stages.ClaimTraining, 121);
        Assert.True(host.History("run").Events.Count < 300, $"{host.History("run").Events.Count} events");
    }

    [Fact]
    public async Task Run_TrainingFails_GivesTheClaimUp()
    {
        await using var host = Host(_ => new TrainingClaim { Key = Key }, error: "column 'distance' is all missing");
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        Assert.Equal("column 'distance' is all missing", (await host.EndAsync<TrainOutcome>()).Error);
        Assert.Null(Assert.Single(host.CallsOf(Stages.SettleTraining)).Result);
    }

    [Fact]
    public async Task Run_TrainingBreaks_GivesTheClaimUpToo()
    {
        await using var host = Host(_ => new TrainingClaim { Key = Key });
        host.On(Stages.EnqueueTraining, _ => throw new PermanentFailureException("the queue is gone"));
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        await host.CalledAsync(Stages.SettleTraining, 1);
        Assert.Null(Assert.Single(host.CallsOf(Stages.SettleTraining)).Result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lifecycle_ByWhatTheRunWasOpenedWith_SharesOrTrains(bool shares)
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 0));
        var opened = new OpenedRun
        {
            Definition = Samples.Pipeline(0),
            Files = [],
            SharesTraining = shares,
        };
        host.On(Stages.OpenRun, _ => opened)
            .On(Stages.ClaimTraining, _ => new TrainingClaim
            {
                Key = Key,
                Result = Samples.Trained,
                Before = Before,
            })
            .On(Stages.SettleTraining, _ => true);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        var note = Assert.Single(host.CallsOf(Stages.NoteOnRun), call => call.Key == "trained");
        Assert.Equal(shares ? Before : null, note.Cached);
        Assert.Equal(shares ? 0 : 1, host.CallsOf(Stages.EnqueueTraining).Count);
    }

    private static WorkflowHost Host(Func<ClaimTrainingRequest, TrainingClaim> claim, string? error = null)
    {
        var host = new WorkflowHost();
        return host.On(Stages.ClaimTraining, claim)
            .On(Stages.SettleTraining, _ => true)
            .On(Stages.ReadProgress, _ => new JobHeartbeat
            {
                Attempt = 1,
                State = "queued",
                At = DateTimeOffset.UnixEpoch,
            })
            .On(Stages.EnqueueTraining, request =>
            {
                SearchScript.EndAsync(host, request.Job, error).GetAwaiter().GetResult();
                return new Enqueued { Attempt = request.Job.Attempt };
            });
    }
}
