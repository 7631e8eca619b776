namespace ServerlessML.Tests.Workflows.Rollout.Earlier;

/// <summary>Rollouts that were under way when judging became an activity's: until June 2027.</summary>
public sealed class InlineJudgingTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Rollout_UnderWay_EndsItsTurnAsItBegan_AndIsJudgedApartFromThenOn()
    {
        var clock = new ServerlessML.Tests.Support.ManualTimeProvider().GetUtcNow();
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(0)).Looks(asked => ScriptedLooks.Seen(asked, requests: 1000, errors: 9));
        await host.StartAsync(nameof(ModelRollout), new RolloutProgress
        {
            Ramp = new() { RunId = "flights-1", Deployment = "flights", Version = 2, Champion = 1, Policy = Policy, Capture = 0 },
            Step = 1, Revision = 2, Follows = "flights-1:step-2", Began = clock, StepBegan = clock, Looks = 4, Before = Evidence(-1), Evidence = Evidence(-2),
        });
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.ReadArms, 1);
        Assert.Empty(host.CallsOf(Stages.JudgeLook));

        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 1);
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 2);

        Assert.Equal([5], host.CallsOf(Stages.ReadArms).Select(call => call.Number));
        var (first, second) = (host.CallsOf(Stages.JudgeLook)[0], host.CallsOf(Stages.JudgeLook)[1]);
        // What the turn had judged goes on: the evidence of the step before as it was, that of this step as the fifth look left it.
        Assert.Equal((6, null, null, -1.0), (first.Arms.Number, first.Last, first.Before, first.CarriedBefore!.Logs["error-rate"]));
        Assert.NotEqual(-2.0, first.CarriedLast!.Logs["error-rate"]);
        Assert.Equal((7, 6, null, -1.0), (second.Arms.Number, second.Last, second.CarriedLast, second.CarriedBefore!.Logs["error-rate"]));
        await host.CalledAsync(Stages.ShiftTraffic, 1);
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 3);
        var next = host.CallsOf(Stages.JudgeLook)[2];
        Assert.Equal((8, null, 7, null, null), (next.Arms.Number, next.Last, next.Before, next.CarriedLast, next.CarriedBefore));
    }

    private static RolloutPolicy Policy => new()
    {
        Steps = [new() { Weight = 10, Bake = Every }, new() { Weight = 50, Bake = Every * 3 }, new() { Weight = 100, Bake = Every }],
        LookEvery = Every, Guardrails = new() { MaxErrorRate = 0.01 },
    };

    private static RolloutEvidence Evidence(double log) => new() { Logs = new Dictionary<string, double> { ["error-rate"] = log } };
}
