using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Workflows;

/// <summary>Somebody ends a part of a run, in the portal or by a client of their own.</summary>
public sealed class StoppedChildTests
{
    private static readonly Digest Key = Samples.Of("key");

    [Fact]
    public async Task Lifecycle_ItsTrainingIsEnded_FailsAndSaysSo()
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0))
            .On(Stages.EnqueueTraining, request => new Enqueued { Attempt = request.Job.Attempt });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.CalledAsync(Stages.EnqueueTraining, 1);

        await host.Client.TerminateInstanceAsync(TrainingStage.InstanceOf("run"), "by hand");

        await EndsFailedAsync(host);
        var note = host.CallsOf(Stages.NoteOnRun)[^1];
        Assert.Equal(
            (Stage.Training, RunState.Failed, "ModelTraining ('run:train') was ended from outside, or is not known any more"),
            (note.Stage, note.End?.State, note.What)
        );
    }

    [Fact]
    public async Task SharedTraining_ItsJobIsEnded_GivesTheClaimUp()
    {
        await using var host = new WorkflowHost()
            .On(Stages.ClaimTraining, _ => new TrainingClaim { Key = Key })
            .On(Stages.SettleTraining, _ => true)
            .On(Stages.EnqueueTraining, request => new Enqueued { Attempt = request.Job.Attempt });
        await host.StartAsync(nameof(SharedTraining), Samples.Training());
        await host.CalledAsync(Stages.EnqueueTraining, 1);

        await host.Client.TerminateInstanceAsync("run:job");

        await EndsFailedAsync(host);
        Assert.Equal((Key, null), (Assert.Single(host.CallsOf(Stages.SettleTraining)).Key, host.CallsOf(Stages.SettleTraining)[0].Result));
    }

    [Fact]
    public async Task Lifecycle_ItsWatchedRolloutIsEnded_TakesTheTrafficBack()
    {
        var policy = new RolloutPolicy
        {
            Steps = [new() { Weight = 10, Bake = TimeSpan.FromHours(1) }],
            LookEvery = TimeSpan.FromMinutes(5),
            Guardrails = new() { MaxErrorRate = 0.01 },
        };
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(0) with { Rollout = policy }, gain: 0.05);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        var rollout = ModelRollout.InstanceOf("flights-1");
        await host.StatusAsync(rollout, status => status.Weight == 10);

        await host.Client.TerminateInstanceAsync(rollout);

        await EndsFailedAsync(host);
        var settled = Assert.Single(host.CallsOf(Stages.SettleRelease));
        Assert.Equal((false, "flights-1:restore"), (settled.Promote, settled.ChangeId));
    }

    [Fact]
    public async Task Lifecycle_ItsOwnCodeBreaks_IsNotedAsFailed()
    {
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0))
            .On(Stages.JoinShards, _ => new ValidationOutcome
            {
                Accepted = true,
                Rows = 1,
                Report = Samples.Of("report"),
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);

        await EndsFailedAsync(host);
        var note = host.CallsOf(Stages.NoteOnRun)[^1];
        Assert.Equal((RunState.Failed, "an accepted batch has a profile"), (note.End?.State, note.What));
    }

    // Durable Functions over Azure Storage reports a child that was terminated without details, and the worker's own code fails over that.
    [Fact]
    public async Task CallChild_AFailureWithoutDetails_IsAFailureWithSome()
    {
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() =>
            new DetailLessContext().CallChildAsync<string>("ModelTraining", new(), "run:train")
        );
        Assert.Equal(
            (ContextCalls.Stopped, "ModelTraining ('run:train') was ended from outside, or is not known any more"),
            (failure.FailureDetails.ErrorType, failure.FailureDetails.ErrorMessage)
        );
    }

    private static async Task EndsFailedAsync(WorkflowHost host)
    {
        var end = await host.Client.WaitForInstanceCompletionAsync("run").WaitAsync(WorkflowHost.Deadline);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
    }
}
