using ServerlessML.Workflows.Intake;

namespace ServerlessML.Tests.Workflows;

public class DeploymentQueueTests
{
    private static readonly ClaimRequest Asked = new()
    {
        RunId = "flights-1",
        Pipeline = "flights",
        Model = Samples.Of("model"),
        Evidence = Samples.Of("evidence"),
        Dataset = Samples.Of("dataset"),
        Profile = Samples.Of("profile"),
    };

    [Fact]
    public async Task Lifecycle_OpenedToQueueApart_WaitsThereAndGoesOn()
    {
        var busy = true;
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 0));
        var opened = new OpenedRun
        {
            Definition = Samples.Pipeline(0),
            Files = [],
            QueuesApart = true,
        };
        host.On(Stages.OpenRun, _ => opened)
            .On(Stages.ClaimRelease, _ => busy
                    ? Busy
                    : new Claim
                    {
                        Outcome = ClaimOutcome.Claimed,
                        Version = 8,
                        Message = "claimed",
                    });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        await host.StatusAsync($"{DeploymentQueue.PrefixOf("flights-1")}1", status =>
            status is { Stage: Stage.Rollout, Message: "waiting for version 7" }
        );
        busy = false;
        await host.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(8, (await host.EndAsync<LifecycleResult>()).Version);
    }

    [Fact]
    public async Task Lifecycle_TheChampionChanges_ComesForItsPlaceAgain()
    {
        await using var host = LifecycleScript.Smooth(Samples.Pipeline(approvals: 0));
        var claims = 0;
        var opened = new OpenedRun
        {
            Definition = Samples.Pipeline(0),
            Files = [],
            QueuesApart = true,
        };
        host.On(Stages.OpenRun, _ => opened)
            .On(Stages.ClaimRelease, _ => ++claims == 1
                    ? new Claim { Outcome = ClaimOutcome.ChampionChanged, Message = "the champion is now version 1" }
                    : new Claim
                    {
                        Outcome = ClaimOutcome.Claimed,
                        Version = 2,
                        Message = "claimed",
                    });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        Assert.Equal(2, (await host.EndAsync<LifecycleResult>()).Version);
        Assert.Equal(2, host.CallsOf(Stages.EvaluateCandidate).Count);
    }

    [Fact]
    public async Task Run_WaitsForHours_KeepsAShortHistory()
    {
        await using var host = new WorkflowHost().On(Stages.ClaimRelease, _ => Busy);
        await host.StartAsync(nameof(DeploymentQueue), Asked);
        for (var look = 1; look <= 120; look++)
        {
            await host.CalledAsync(Stages.ClaimRelease, look);
            await host.PassAsync(TimeSpan.FromMinutes(2));
        }

        await host.CalledAsync(Stages.ClaimRelease, 121);
        Assert.True(host.History("run").Events.Count < 300, $"{host.History("run").Events.Count} events");
    }

    private static Claim Busy => new() { Outcome = ClaimOutcome.Busy, Message = "waiting for version 7" };
}
