using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows;

public class ModelTrainingTests
{
    private static readonly TimeSpan Heartbeat = Samples.Training().Settings.Heartbeat;

    [Fact]
    public async Task Run_ResultOfTheAttempt_IsTheOutcome()
    {
        await using var host = Host();
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await EndAttemptAsync(host, 1, Samples.Trained);
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal((Samples.Trained, 1), (outcome.Result, outcome.Attempts));
    }

    [Fact]
    public async Task Run_SilentRunner_QueuesAnotherAttempt()
    {
        await using var host = Host("training");
        await LoseFirstAttemptAsync(host);
        await EndAttemptAsync(host, 2, Samples.Trained);
        Assert.Equal(2, (await host.EndAsync<TrainOutcome>()).Attempts);
        Assert.Equal([1, 2], host.CallsOf(Stages.EnqueueTraining).Select(call => call.Job.Attempt));
    }

    [Fact]
    public async Task Run_ResultOfASupersededAttempt_IsRefused()
    {
        await using var host = Host("training");
        await LoseFirstAttemptAsync(host);
        await EndAttemptAsync(host, 1, Samples.Trained with { Model = Samples.Of("the old attempt's") });
        await EndAttemptAsync(host, 2, Samples.Trained);
        Assert.Equal(Samples.Trained.Model, (await host.EndAsync<TrainOutcome>()).Result!.Model);
    }

    [Fact]
    public async Task Run_StillQueued_WaitsUntilTheDeadline()
    {
        await using var host = Host("queued");
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await host.CalledAsync(Stages.EnqueueTraining, 1);
        for (var looks = 1; looks <= 3; looks++)
        {
            await host.PassAsync(Heartbeat);
            await host.CalledAsync(Stages.ReadProgress, looks);
        }

        Assert.Single(host.CallsOf(Stages.EnqueueTraining));
        host.Clock.Advance(Samples.Training().Settings.Deadline);
        await host.CalledAsync(Stages.EnqueueTraining, 2);
    }

    // At the same instant the runner finds its deadline passed, and the timer of the orchestration is due.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PastTheDeadline_IsTriedAgainWhoeverSaysSoFirst(bool runner)
    {
        await using var host = Host("training");
        await host.StartAsync(
            nameof(ModelTraining),
            Samples.Training() with
            {
                Settings = Samples.Training().Settings with { Heartbeat = TimeSpan.FromDays(1) },
            }
        );
        await host.CalledAsync(Stages.EnqueueTraining, 1);
        host.Clock.Advance(Samples.Training().Settings.Deadline - TimeSpan.FromMilliseconds(1));
        if (runner)
        {
            await ReportAsync(host, 1, past: true);
            await host.CalledAsync(Stages.EnqueueTraining, 2);
            host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        else
        {
            // One that fires early is asked for again, and may then be late by as much.
            await host.PassAsync(WorkflowHost.Second);
            await host.CalledAsync(Stages.EnqueueTraining, 2);
            await ReportAsync(host, 1, past: true);
        }

        Assert.Equal("attempt 1 passed its deadline of 01:00:00", host.CallsOf(Stages.EnqueueTraining)[1].LastError);
        await EndAttemptAsync(host, 2, Samples.Trained);
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal((Samples.Trained, 2), (outcome.Result, outcome.Attempts));
    }

    // Histories of runners that called it final.
    [Fact]
    public async Task Run_ADeadlineThatAnEarlierRunnerCalledFinal_IsFinal()
    {
        await using var host = Host("training");
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await ReportAsync(host, 1, past: false);
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal(("The deadline passed.", 1), (outcome.Error, outcome.Attempts));
    }

    [Fact]
    public async Task Run_BadData_IsNotTriedAgain()
    {
        await using var host = Host();
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await EndAttemptAsync(host, 1, null, "column 'distance' is all missing");
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal(("column 'distance' is all missing", 1), (outcome.Error, outcome.Attempts));
    }

    [Fact]
    public async Task Run_EveryAttemptLost_SaysSo()
    {
        await using var host = Host();
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await EndAttemptAsync(host, 1, null, "out of memory", retryable: true);
        await EndAttemptAsync(host, 2, null, "out of memory", retryable: true);
        Assert.Equal("out of memory (after 2 attempts)", (await host.EndAsync<TrainOutcome>()).Error);
    }

    [Fact]
    public async Task Run_LostAttempt_TheNextGoesOnFromItsCheckpoint()
    {
        await using var host = Host("training", Samples.Of("state"));
        await LoseFirstAttemptAsync(host);
        await EndAttemptAsync(host, 2, Samples.Trained);
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Equal([null, Samples.Of("state")], host.CallsOf(Stages.EnqueueTraining).Select(call => call.Job.Resume));
        Assert.Equal("attempt 1 was lost: its runner was last heard at 2026-01-01 00:00:00Z", Assert.Single(outcome.Earlier!));
        Assert.Equal(outcome.Earlier![0], host.CallsOf(Stages.EnqueueTraining)[1].LastError);
    }

    [Fact]
    public async Task Run_FailedAttempts_KeepTheLastCheckpointThereWas()
    {
        await using var host = Host();
        await host.StartAsync(
            nameof(ModelTraining),
            Samples.Training() with
            {
                Settings = Samples.Training().Settings with { MaxAttempts = 3 },
            }
        );
        await EndAttemptAsync(host, 1, null, "out of memory", retryable: true, Samples.Of("state"));
        await EndAttemptAsync(host, 2, null, "the disk is full", retryable: true);
        await EndAttemptAsync(host, 3, Samples.Trained);
        Assert.Equal("; out of memory; the disk is full", (await host.EndAsync<TrainOutcome>()).Remarks());
        Assert.Equal(
            [null, Samples.Of("state"), Samples.Of("state")],
            host.CallsOf(Stages.EnqueueTraining).Select(call => call.Job.Resume)
        );
    }

    [Fact]
    public async Task Run_SpotCapacity_TheLastAttemptIsOnDemand()
    {
        await using var host = Host();
        var settings = Samples.Training().Settings with
        {
            MaxAttempts = 2,
            Resources = new() { Capacity = TrainingResources.Spot, Memory = 1 },
        };
        await host.StartAsync(nameof(ModelTraining), Samples.Training() with { Settings = settings });
        await EndAttemptAsync(host, 1, null, "taken away", retryable: true);
        await EndAttemptAsync(host, 2, Samples.Trained);
        await host.EndAsync<TrainOutcome>();
        Assert.Equal(
            [("spot", 1L), ("on-demand", 1L)],
            host.CallsOf(Stages.EnqueueTraining).Select(call => (call.Job.Resources!.Capacity!, call.Job.Resources.Memory!.Value))
        );
    }

    [Fact]
    public async Task Run_LastAttemptLost_IsAbandoned()
    {
        await using var host = Host("training");
        await LoseFirstAttemptAsync(host);
        await host.PassAsync(Heartbeat);
        var outcome = await host.EndAsync<TrainOutcome>();
        Assert.Contains("attempt 2 was lost", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(
            new AbandonRequest
            {
                RunId = Samples.Training().RunId,
                JobId = Samples.Training().JobId,
                InstanceId = "run",
                Attempt = 2,
            },
            Assert.Single(host.CallsOf(Stages.AbandonTraining))
        );
    }

    [Fact]
    public async Task Run_LastAttemptReportsItsEnd_NothingIsAbandoned()
    {
        await using var host = Host();
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await EndAttemptAsync(host, 1, null, "out of memory", retryable: true);
        await EndAttemptAsync(host, 2, null, "out of memory", retryable: true);
        await host.EndAsync<TrainOutcome>();
        Assert.Empty(host.CallsOf(Stages.AbandonTraining));
    }

    private static WorkflowHost Host(string state = "queued", Digest? checkpoint = null)
    {
        var host = new WorkflowHost();
        return host.On(Stages.EnqueueTraining, request => new Enqueued { Attempt = request.Job.Attempt })
            .On(Stages.AbandonTraining, _ => true)
            // Last heard at the beginning: the longer the test waits, the longer the silence.
            .On(Stages.ReadProgress, _ => new JobHeartbeat
            {
                Attempt = host.CallsOf(Stages.EnqueueTraining).Count,
                State = state,
                At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Checkpoint = checkpoint,
            });
    }

    private static Task ReportAsync(WorkflowHost host, int attempt, bool past) =>
        host.Client.RaiseEventAsync(
            "run",
            ModelTraining.EndedEvent,
            new TrainingEvent
            {
                JobId = "job",
                InstanceId = "run",
                Attempt = attempt,
                Error = "The deadline passed.",
                Retryable = past,
                PastDeadline = past,
            }
        );

    // One heartbeat is the limit itself; the second is past it.
    private static async Task LoseFirstAttemptAsync(WorkflowHost host)
    {
        await host.StartAsync(nameof(ModelTraining), Samples.Training());
        await host.CalledAsync(Stages.EnqueueTraining, 1);
        await host.PassAsync(Heartbeat);
        await host.CalledAsync(Stages.ReadProgress, 1);
        await host.PassAsync(Heartbeat);
        await host.CalledAsync(Stages.EnqueueTraining, 2);
    }

    private static async Task EndAttemptAsync(
        WorkflowHost host,
        int attempt,
        TrainingResult? result,
        string? error = null,
        bool retryable = false,
        Digest? checkpoint = null
    )
    {
        await host.CalledAsync(Stages.EnqueueTraining, attempt);
        await host.Client.RaiseEventAsync(
            "run",
            ModelTraining.EndedEvent,
            new TrainingEvent
            {
                JobId = "job",
                InstanceId = "run",
                Attempt = attempt,
                Result = result,
                Error = error,
                Retryable = retryable,
                Checkpoint = checkpoint,
            }
        );
    }
}
