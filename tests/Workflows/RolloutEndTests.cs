using ServerlessML.Contracts.Approval;
using ServerlessML.Tests.Support;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Workflows;

/// <summary>Rollouts end: what holds goes back at a time, a late word does nothing, and whatever breaks is settled and told.</summary>
public sealed class RolloutEndTests
{
    private static readonly TimeSpan Bake = TimeSpan.FromMinutes(30);
    private static readonly NotifyTarget Target = new() { Url = "https://example.org/hook" };

    private static string Rollout => ModelRollout.InstanceOf("flights-1");

    [Fact]
    public async Task Held_GoesBackAtTheEndOfTheHold_AndPeopleAreToldBoth()
    {
        await using var host = await RampingAsync(asked => ScriptedLooks.Seen(asked, 0, 0), maxHold: TimeSpan.FromMinutes(10));
        await host.PassAsync(Bake);
        await host.CalledAsync(Stages.JudgeLook, 1);
        await host.StatusAsync(Rollout, status =>
            status.Message.StartsWith("holding at 10 %: 0 requests seen, 10 needed (since ", StringComparison.Ordinal)
            && status.Message.Contains("without skip or abort it goes back at ", StringComparison.Ordinal)
            && status.HeldUntil - status.HeldSince == TimeSpan.FromMinutes(10)
        );
        await PassUntilEndAsync(host, TimeSpan.FromMinutes(5));

        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal(RunState.Rejected, end.State);
        Assert.Contains("held at 10 % since ", end.Outcome, StringComparison.Ordinal);
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
        Assert.Equal(
            [(NoticeKind.Hold, "flights-1:rollout-notice:step-1"), (NoticeKind.TurnedBack, "flights-1:rollout-notice:end")],
            host.CallsOf(Stages.TellPeople).Select(told => (told.Notice.Kind, told.Notice.Key))
        );
    }

    [Fact]
    public async Task Paused_AndForgotten_GoesBackTooAtTheEndOfTheHold()
    {
        await using var host = await RampingAsync(maxHold: TimeSpan.FromMinutes(10));
        await TellAsync(host, RolloutCommandKind.Pause, "a", null);
        await host.StatusAsync(Rollout, status => status.Message.StartsWith("paused at 10 %", StringComparison.Ordinal));
        await host.PassAsync(Bake);
        await PassUntilEndAsync(host, TimeSpan.FromMinutes(10));
        Assert.Contains("ada@local: seen enough", (await host.EndAsync<LifecycleResult>()).Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skip_ThatComesTwice_MovesOneStep_AndSaysSo()
    {
        var revision = 6;
        await using var host = await RampingAsync(revision: () => ++revision);
        await TellAsync(host, RolloutCommandKind.Skip, "a", 7);
        await TellAsync(host, RolloutCommandKind.Skip, "b", 7);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.StatusAsync(Rollout, status => status.Weight == 50);
        await WaitFor.TrueAsync("the late word is noted", () =>
            Task.FromResult(
                host.CallsOf(Stages.NoteOnRun)
                    .Any(note =>
                        note.Key == "late-b"
                        && note.What.StartsWith("SKIP by ada@local: seen enough came too late: ", StringComparison.Ordinal)
                    )
            )
        );
        Assert.Equal(2, host.CallsOf(Stages.ShiftTraffic).Count);
        // What moved something goes into the log, and nothing else.
        var order = Assert.Single(host.CallsOf(Stages.NoteOnRun), note => note.Order is not null);
        Assert.Equal(("order-SKIP-a", "a"), (order.Key, order.Order!.Id));
    }

    [Fact]
    public async Task ImmediateStep_WhereNobodyAsks_Ends()
    {
        var policy = new RolloutPolicy { Steps = [new() { Weight = 100 }] };
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0) with { Rollout = policy }, gain: 0.05)
            .Looks(asked => ScriptedLooks.Seen(asked, 0, 0) with { Unavailable = "no gateway has written counts of plan revision 1 yet" });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal(RunState.Completed, (await host.EndAsync<LifecycleResult>()).State);
        Assert.True(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task ImmediateStep_WhoseRequestsFail_StillGoesBack()
    {
        var policy = new RolloutPolicy { Steps = [new() { Weight = 100 }] };
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0) with { Rollout = policy }, gain: 0.05)
            .Looks(asked => ScriptedLooks.Seen(asked, requests: 100, errors: 50));
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal(RunState.Rejected, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Broken_SoThatItCannotSettle_IsSettledByItsRun_WhateverTheException()
    {
        var settles = 0;
        await using var host = await RampingAsync();
        host.On(Stages.JudgeLook, _ => throw new PermanentFailureException("a number that is none"));
        host.On(Stages.SettleRelease, _ =>
            ++settles == 1 ? throw new PermanentFailureException("storage says no") : new Shifted { Revision = 9 }
        );
        await host.PassAsync(Bake);
        await host.Client.WaitForInstanceCompletionAsync("run").WaitAsync(WorkflowHost.Deadline);
        Assert.Equal([false, false], host.CallsOf(Stages.SettleRelease).Select(call => call.Promote));
        Assert.Equal(NoticeKind.TurnedBack, Assert.Single(host.CallsOf(Stages.TellPeople)).Notice.Kind);
    }

    private static async Task PassUntilEndAsync(WorkflowHost host, TimeSpan step)
    {
        var end = host.EndAsync<LifecycleResult>();
        while (await Task.WhenAny(end, host.Clock.TimerWithin(step)) != end)
        {
            host.Clock.Advance(step);
        }
    }

    private static Task TellAsync(WorkflowHost host, RolloutCommandKind order, string id, int? revision) =>
        host.Client.RaiseEventAsync(
            Rollout,
            RolloutEvents.Command,
            new RolloutCommand
            {
                Order = order,
                By = "ada@local",
                Reason = "seen enough",
                Id = id,
                At = DateTimeOffset.UnixEpoch,
                Revision = revision,
            }
        );

    private static async Task<WorkflowHost> RampingAsync(
        Func<ArmsRequest, RolloutLook>? looks = null,
        TimeSpan? maxHold = null,
        Func<int>? revision = null
    )
    {
        var definition = Samples.Pipeline(approvals: 0);
        var told = definition with
        {
            Approval = definition.Approval with { Notify = [Target] },
            Rollout = new()
            {
                Steps = [new() { Weight = 10, Bake = Bake }, new() { Weight = 50, Bake = Bake }, new() { Weight = 100, Bake = Bake }],
                MinRequests = 10,
                MaxHold = maxHold,
            },
        };
        var host = LifecycleScript.Smooth(told, gain: 0.05);
        host = looks is null ? host : host.Looks(looks);
        host = revision is null ? host : host.On(Stages.ShiftTraffic, _ => new Shifted { Revision = revision() });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync(Rollout, status => status.Weight == 10);
        return host;
    }
}
