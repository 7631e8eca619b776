namespace ServerlessML.Tests.Workflows;

/// <summary>Rollouts that are watched, over days of advanced time: looks are scripted, all else is real.</summary>
public class WatchedRolloutTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Bake = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task GoodCandidate_RampsByEvidence_ToAllOfTheTraffic()
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.8));
        var end = await PassUntilEndAsync(host);
        Assert.Equal((RunState.Completed, "version 2 has all of the traffic"), (end.State, end.Outcome));
        Assert.Equal([1000, 5000, 10_000], host.CallsOf(Stages.ShiftTraffic).Select(call => call.Weight));
        Assert.Equal(["flights-1:step-1", "flights-1:step-2"], host.CallsOf(Stages.ShiftTraffic).Skip(1).Select(call => call.Follows));
        // Three looks a step at ten minutes each, each with a number of its own.
        var looks = host.CallsOf(Stages.JudgeLook);
        Assert.Equal(Enumerable.Range(1, looks.Count), looks.Select(look => look.Arms.Number));
        Assert.Equal(9, looks.Count);
        Assert.True(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task SlowCandidate_IsTurnedBackAtTheFirstLook()
    {
        await using var host = await RampingAsync(request => Look(request, Arm(1000, 0, 5, 0.7), Arm(1000, 0, 400, 0.7)));
        await host.PassAsync(Every);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal(RunState.Rejected, end.State);
        Assert.Contains("1000 of 1000 requests took more than 50 ms", end.Outcome, StringComparison.Ordinal);
        Assert.False(Assert.Single(host.CallsOf(Stages.SettleRelease)).Promote);
    }

    [Fact]
    public async Task WorseQuality_WhoseOutcomesComeLate_IsTurnedBackOnceTheyAreThere()
    {
        await using var host = await RampingAsync(request =>
            request.Number < 3
                ? Look(request, Arm(1000, 0, 5, null), Arm(1000, 0, 5, null))
                : Look(request, Arm(2000, 0, 5, 0.9), Arm(2000, 0, 5, 0.4))
        );
        var end = await PassUntilEndAsync(host);
        Assert.Equal(RunState.Rejected, end.State);
        Assert.Contains("the lift of 'outcome' is -", end.Outcome, StringComparison.Ordinal);
        Assert.Equal(3, host.CallsOf(Stages.JudgeLook).Count);
    }

    [Fact]
    public async Task NothingShown_HoldsToTheHorizon_ThenAsks_AndAPersonSaysGoOn()
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.7), policy =>
            policy with
            {
                LookEvery = TimeSpan.FromHours(6),
                Experiment = policy.Experiment! with { Margin = null, Horizon = TimeSpan.FromDays(1) },
            }
        );
        for (var look = 0; look < 5; look++)
        {
            await host.PassAsync(TimeSpan.FromHours(6));
            await host.CalledAsync(Stages.JudgeLook, look + 1);
        }

        await host.StatusAsync(ModelRollout.InstanceOf("flights-1"), status =>
            status.Message.StartsWith("asks at 10 %", StringComparison.Ordinal)
        );
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));

        await OrderAsync(host, RolloutCommandKind.Skip);
        await host.CalledAsync(Stages.ShiftTraffic, 2);
        Assert.Contains(host.CallsOf(Stages.NoteOnRun), note => note.What == "SKIP by ada@local: seen enough");
    }

    [Theory]
    [InlineData(HorizonRule.Accept, RunState.Completed)]
    [InlineData(HorizonRule.RollBack, RunState.Rejected)]
    public async Task NothingShown_AtTheHorizon_TheRuleDecides(HorizonRule rule, string expected)
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.7), policy =>
            policy with
            {
                Experiment = policy.Experiment! with { Margin = null, Horizon = TimeSpan.FromMinutes(20), AtHorizon = rule },
            }
        );
        Assert.Equal(expected, (await PassUntilEndAsync(host)).State);
    }

    [Fact]
    public async Task NoTraffic_IsNeverSuccess_NotEvenWhereTheHorizonAccepts()
    {
        await using var host = await RampingAsync(
            request => Look(request, ArmStatistics.None, ArmStatistics.None) with { Unavailable = "no gateway has written counts" },
            policy =>
                policy with
                {
                    Experiment = policy.Experiment! with { Horizon = TimeSpan.FromMinutes(20), AtHorizon = HorizonRule.Accept },
                }
        );
        for (var look = 1; look <= 8; look++)
        {
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
    }

    [Fact]
    public async Task Paused_Holds_ButAGuardrailStillTurnsItBack()
    {
        var slow = false;
        await using var host = await RampingAsync(request => Look(request, Arm(1000, 0, 5, 0.7), Arm(1000, 0, slow ? 400 : 5, 0.8)));
        await OrderAsync(host, RolloutCommandKind.Pause);
        for (var look = 1; look <= 6; look++)
        {
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        await host.StatusAsync(ModelRollout.InstanceOf("flights-1"), status =>
            status.Message.StartsWith("paused at 10 % by ada@local: seen enough (since ", StringComparison.Ordinal)
        );
        Assert.Single(host.CallsOf(Stages.ShiftTraffic));
        slow = true;
        await host.PassAsync(Every);
        Assert.Equal(RunState.Rejected, (await host.EndAsync<LifecycleResult>()).State);
    }

    [Fact]
    public async Task Abort_RestoresTheChampion_AndSaysWho()
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.8));
        await OrderAsync(host, RolloutCommandKind.Abort);
        var end = await host.EndAsync<LifecycleResult>();
        Assert.Equal((RunState.Rejected, "aborted by ada@local: seen enough"), (end.State, end.Outcome));
    }

    [Fact]
    public async Task KilledAtEachLook_GoesOnToTheSameEnd()
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.8));
        for (var look = 1; look <= 8; look++)
        {
            await host.RestartAsync();
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        var end = await PassUntilEndAsync(host);
        Assert.Equal(RunState.Completed, end.State);
        Assert.Equal([1000, 5000, 10_000], host.CallsOf(Stages.ShiftTraffic).Select(call => call.Weight).Distinct());
        Assert.Equal([true], host.CallsOf(Stages.SettleRelease).Select(call => call.Promote).Distinct());
    }

    [Fact]
    public async Task GroupSequential_AnalysesAreKeptThroughKills_AndBelongToTheirStep()
    {
        RolloutPolicy Sequential(RolloutPolicy policy)
        {
            var experiment = policy.Experiment! with
            {
                Method = JudgeMethod.GroupSequential,
                Margin = null,
                Design = new() { Units = 100_000, Analyses = [0.1, 0.5, 1] },
            };
            return policy with { Experiment = experiment };
        }

        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.8), Sequential);
        for (var look = 1; look <= 3; look++)
        {
            await host.RestartAsync();
            await host.PassAsync(Every);
            await host.CalledAsync(Stages.JudgeLook, look);
        }

        await host.CalledAsync(Stages.ShiftTraffic, 2);
        await host.StatusAsync(ModelRollout.InstanceOf("flights-1"), status => status.Weight == 50);
        Assert.Equal(RunState.Completed, (await PassUntilEndAsync(host)).State);
    }

    [Fact]
    public async Task OperatorRollsBack_StopsAtOnce()
    {
        await using var host = await RampingAsync(Arms(errors: 0, treatedRight: 0.8));
        await host.Client.RaiseEventAsync(
            ModelRollout.InstanceOf("flights-1"),
            RolloutEvents.TakenOver,
            "ops@local rolled back: odd scores"
        );
        Assert.Equal("stopped: ops@local rolled back: odd scores", (await host.EndAsync<LifecycleResult>()).Outcome);
    }

    internal static async Task<LifecycleResult> PassUntilEndAsync(WorkflowHost host)
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

    private static Task OrderAsync(WorkflowHost host, RolloutCommandKind order) =>
        host.Client.RaiseEventAsync(
            ModelRollout.InstanceOf("flights-1"),
            RolloutEvents.Command,
            new RolloutCommand
            {
                Order = order,
                By = "ada@local",
                Reason = "seen enough",
            }
        );

    internal static Func<ArmsRequest, RolloutLook> Arms(long errors, double treatedRight) =>
        request => Look(request, Arm(4000 * request.Number, 0, 5, 0.7), Arm(4000 * request.Number, errors, 5, treatedRight));

    private static RolloutLook Look(ArmsRequest request, ArmStatistics control, ArmStatistics treated) =>
        new()
        {
            Deployment = request.Deployment,
            RunId = request.RunId,
            Number = request.Number,
            Step = request.Step,
            Share = request.Share,
            Revision = request.Revision,
            At = request.StepBegan,
            StepBegan = request.StepBegan,
            Control = Shared(control, 1 - request.Share),
            Treated = Shared(treated, request.Share),
        };

    // As many requests as the plan's shares give each arm.
    private static ArmStatistics Shared(ArmStatistics arm, double share) =>
        arm.Requests == 0 ? arm : arm with { Requests = (long)(arm.Requests * share * 2) };

    private static ArmStatistics Arm(long requests, long errors, double milliseconds, double? right) =>
        new()
        {
            Requests = requests,
            Errors = errors,
            Latency = new() { Edges = [1, 10, 50, 100], Counts = milliseconds <= 10 ? [0, requests, 0, 0, 0] : [0, 0, 0, 0, requests] },
            Metrics = right is { } share
                ? new SortedDictionary<string, Moments>
                {
                    [OutcomeMetric.Outcome] = Moments.OfSums(requests, (long)(requests * share), (long)(requests * share)),
                }
                : ArmStatistics.None.Metrics,
        };

    internal static async Task<WorkflowHost> RampingAsync(
        Func<ArmsRequest, RolloutLook> looks,
        Func<RolloutPolicy, RolloutPolicy>? change = null
    )
    {
        var policy = new RolloutPolicy
        {
            Steps = [new() { Weight = 10, Bake = Bake }, new() { Weight = 50, Bake = Bake }, new() { Weight = 100, Bake = Bake }],
            MinRequests = 10,
            LookEvery = Every,
            Guardrails = new() { MaxErrorRate = 0.01, MaxP99Milliseconds = 50 },
            Experiment = new()
            {
                Metric = OutcomeMetric.Outcome,
                Kind = MetricType.Proportion,
                Margin = 0.05,
            },
        };
        var definition = Samples.Pipeline(approvals: 0) with { Rollout = change is null ? policy : change(policy) };
        var revision = 0;
        var host = LifecycleScript
            .Smooth(definition, gain: 0.05)
            .On(Stages.ShiftTraffic, _ => new Shifted { Revision = ++revision })
            .Looks(looks);
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.CalledAsync(Stages.ShiftTraffic, 1);
        await host.StatusAsync(ModelRollout.InstanceOf("flights-1"), status => status.Weight == 10);
        return host;
    }
}
