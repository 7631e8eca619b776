using ServerlessML.Tests.Support;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows;

/// <summary>What a timer that fires before its time brings about: nothing.</summary>
public sealed class EarlyTimerTests
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(8);

    public EarlyTimerTests() => WorkflowHost.Earliness = WorkflowHost.Second;

    [Fact]
    public async Task Approval_ATimerFiresEarly_RemindsOnceAndInTime()
    {
        await using var host = LifecycleScript.Smooth(
            Samples.Pipeline(1) with
            {
                Approval = new()
                {
                    Approvals = 1,
                    Expires = TimeSpan.FromDays(2),
                    Remind = Every,
                },
            }
        );
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await LifecycleScript.EvidenceAsync(host);
        for (var reminder = 1; reminder <= 3; reminder++)
        {
            await PassToJustBeforeAsync(host, "run", Every);
            Assert.Equal(reminder - 1, host.CallsOf(Stages.RecordApproval).Count);

            host.Clock.Advance(WorkflowHost.Second);
            await host.CalledAsync(Stages.RecordApproval, reminder);
        }

        Assert.Equal([8, 16, 24], host.CallsOf(Stages.RecordApproval).Select(call => (call.At - Begin).TotalHours));
    }

    [Fact]
    public async Task WatchedRollout_ATimerFiresEarly_LooksOnce()
    {
        var policy = new RolloutPolicy
        {
            Steps = [new() { Weight = 10, Bake = TimeSpan.FromDays(1) }],
            LookEvery = Every,
            Guardrails = new() { MaxErrorRate = 0.01 },
        };
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0) with { Rollout = policy }, gain: 0.05)
            .Looks(asked => new RolloutLook
            {
                Deployment = asked.Deployment,
                RunId = asked.RunId,
                Number = asked.Number,
                Step = asked.Step,
                Share = asked.Share,
                Revision = asked.Revision,
                At = asked.StepBegan,
                StepBegan = asked.StepBegan,
                Control = ArmStatistics.None,
                Treated = ArmStatistics.None,
            });
        var rollout = ModelRollout.InstanceOf("flights-1");
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(rollout, status => status.Weight == 10);

        await PassToJustBeforeAsync(host, rollout, Every);
        Assert.Empty(host.CallsOf(Stages.JudgeLook));

        host.Clock.Advance(WorkflowHost.Second);
        await host.CalledAsync(Stages.JudgeLook, 1);
    }

    [Fact]
    public async Task Training_ATimerFiresEarly_HasNotPassedItsDeadline()
    {
        var settings = Samples.Training().Settings with { Heartbeat = TimeSpan.FromDays(1) };
        await using var host = new WorkflowHost().On(Stages.EnqueueTraining, asked => new Enqueued { Attempt = asked.Job.Attempt });
        await host.StartAsync(nameof(ModelTraining), Samples.Training() with { Settings = settings });
        await host.CalledAsync(Stages.EnqueueTraining, 1);

        await PassToJustBeforeAsync(host, "run", settings.Deadline);
        Assert.Single(host.CallsOf(Stages.EnqueueTraining));

        host.Clock.Advance(WorkflowHost.Second);
        await host.CalledAsync(Stages.EnqueueTraining, 2);
    }

    private static DateTimeOffset Begin { get; } = new ManualTimeProvider().GetUtcNow();

    // The early timer has fired once another one is asked for.
    private static async Task PassToJustBeforeAsync(WorkflowHost host, string instance, TimeSpan time)
    {
        await host.Clock.TimerWithin(time - WorkflowHost.Second).WaitAsync(WorkflowHost.Deadline);
        var timers = host.TimersOf(instance);
        host.Clock.Advance(time - WorkflowHost.Second);
        await WaitFor.TrueAsync($"one more timer of {instance}", () => Task.FromResult(host.TimersOf(instance) > timers));
    }
}
