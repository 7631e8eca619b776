using ServerlessML.Contracts.Serving;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Plans and looks of what comes before a rollout's first step: whatever comes after, the shadow goes with its plan.</summary>
[Collection(StorageCollection.Name)]
public sealed class PhaseTests(Workbench bench)
{
    [Fact]
    public async Task Check_SplitsTheChampionInTwo_AndTheStepAfterIsAsEver()
    {
        var (request, claim) = await SecondAsync();
        var check = await PlanAsync(Phase(request, claim, RolloutPhase.Aa, claim.PlanChange));
        Assert.Equal([(1, 9000, null), (1, 1000, true), (2, 0, null)], check.Arms.Select(arm => (arm.Version, arm.Weight, arm.AaControl)));
        Assert.Null(check.Shadows);
        var step = await PlanAsync(Workbench.ShiftOf(request, claim, 1000, 1, check.ChangeId));
        Assert.Equal([(1, 9000, null), (2, 1000, null)], step.Arms.Select(arm => (arm.Version, arm.Weight, arm.AaControl)));
        Assert.Equal(BucketAllocator.TableOf(check.Arms), BucketAllocator.TableOf(step.Arms));
    }

    [Fact]
    public async Task Shadow_TwiceAsked_IsSetOnce_AndGoesWithTheNextStep()
    {
        var (request, claim) = await SecondAsync();
        var ask = Phase(request, claim, RolloutPhase.Shadow, claim.PlanChange);
        var plan = await PlanAsync(ask);
        Assert.Equal(plan.Revision, (await PlanAsync(ask)).Revision);
        Assert.Equal([(1, 10_000), (2, 0)], plan.Arms.Select(arm => (arm.Version, arm.Weight)));
        Assert.Equal(
            (2, 0.2, request.RunId),
            Assert.Single(plan.Shadows!) is var shadow ? (shadow.Version, shadow.Share, shadow.By) : default
        );
        Assert.Empty(plan.Problems());
        Assert.Null((await PlanAsync(Workbench.ShiftOf(request, claim, 1000, 1, plan.ChangeId))).Shadows);
    }

    [Theory]
    [InlineData("restored")]
    [InlineData("promoted")]
    [InlineData("rolled back")]
    public async Task Shadow_IsGoneAtEveryEnd_AndTheDeploymentsOwnStays(string end)
    {
        var (request, claim) = await SecondAsync();
        var own = new TrafficShadow
        {
            Version = 7,
            Model = Digest.Of([7]),
            Share = 0.5,
        };
        var with = await bench.Plans.ChangeAsync(request.Pipeline, "by hand", plan => plan! with { Shadows = [own] });
        var plan = await PlanAsync(Phase(request, claim, RolloutPhase.Shadow, with!.ChangeId));
        Assert.Equal([7, 2], plan.Shadows!.Select(shadow => shadow.Version));
        switch (end)
        {
            case "rolled back":
                await bench.Release.RollBackAsync(new RecordingClient(), Workbench.BackOf(request.Pipeline, "rollback:1"), null, default);
                break;
            default:
                await bench.Settle.RunAsync(Workbench.SettleOf(request, claim, promote: end == "promoted"), default);
                break;
        }

        var last = (await bench.Plans.FindAsync(request.Pipeline))!;
        Assert.Equal([own], last.Shadows);
        Assert.Equal(
            (end == "promoted" ? 2 : 1, TrafficPlan.WholeWeight),
            last.Arms.Where(arm => arm.Weight > 0).Select(arm => (arm.Version, arm.Weight)).Single()
        );
    }

    [Fact]
    public async Task Check_RolledBackBySomebody_LeavesNoSecondArm()
    {
        var (request, claim) = await SecondAsync();
        await PlanAsync(Phase(request, claim, RolloutPhase.Aa, claim.PlanChange));
        var plan = await bench.Release.RollBackAsync(
            new RecordingClient(),
            Workbench.BackOf(request.Pipeline, "rollback:1"),
            null,
            default
        );
        Assert.Equal([(1, 10_000, null), (2, 0, null)], plan.Arms.Select(arm => (arm.Version, arm.Weight, arm.AaControl)));
    }

    [Fact]
    public async Task Looks_TakeTheLaneOfTheirPhase()
    {
        var deployment = bench.NewName();
        await CountAsync(
            deployment,
            "a",
            (1, Lane.Live, 90, 0),
            (1, Lane.AaControl, 11, 0),
            (2, Lane.Shadow, 20, 4),
            (2, Lane.Override, 500, 0)
        );
        await CountAsync(deployment, "b", (1, Lane.Live, 45, 0), (2, Lane.Shadow, 5, 6));
        var read = bench.ReadArms;

        var check = await read.RunAsync(Look(deployment, 1, RolloutPhase.Aa), default);
        Assert.Equal(
            (RolloutPhase.Aa, 135, 11, null, null),
            (check.Phase, check.Control.Requests, check.Treated.Requests, check.Differences, check.Dropped)
        );
        var shadow = await read.RunAsync(Look(deployment, 2, RolloutPhase.Shadow), default);
        Assert.Equal((135, 25, 10L), (shadow.Control.Requests, shadow.Treated.Requests, shadow.Dropped));
        Assert.Equal((25, 20), (shadow.Differences!.Rows, shadow.Differences.Agreeing));
        Assert.Equal(0, (await read.RunAsync(Look(deployment, 3, null), default)).Treated.Requests);
    }

    private async Task<(ClaimRequest Request, Claim Claim)> SecondAsync()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, $"{pipeline}-first");
        var request = Workbench.ClaimOf(pipeline, $"{pipeline}-second", champion: 1);
        return (request, await bench.ClaimAsync(request));
    }

    private static ShiftRequest Phase(ClaimRequest request, Claim claim, RolloutPhase phase, string? follows) =>
        Workbench.ShiftOf(request, claim, 0, 0, follows) with
        {
            Phase = phase,
            Weight = phase == RolloutPhase.Aa ? 1000 : 0,
            Shadow = phase == RolloutPhase.Shadow ? 0.2 : null,
            ChangeId = $"{request.RunId}:{phase}",
        };

    private async Task<TrafficPlan> PlanAsync(ShiftRequest request)
    {
        Assert.Null((await bench.Shift.RunAsync(request, default)).OvertakenBy);
        return (await bench.Plans.FindAsync(request.Deployment))!;
    }

    private ArmsRequest Look(string deployment, int number, RolloutPhase? phase) =>
        new()
        {
            RunId = $"{deployment}-run",
            Deployment = deployment,
            Version = 2,
            Champion = 1,
            Number = number,
            Step = 0,
            Phase = phase,
            Share = 0.1,
            Revision = 4,
            StepBegan = bench.Time.GetUtcNow(),
        };

    private Task CountAsync(string deployment, string process, params (int Version, Lane Lane, long Requests, long Dropped)[] arms) =>
        bench.Storage.Documents.CreateAsync(
            StorageLayout.Counts,
            StorageLayout.CountsDocument(deployment, 4, process, 1),
            new ServedCounts
            {
                Deployment = deployment,
                Revision = 4,
                Replica = process,
                Process = process,
                AppliedAt = bench.Time.GetUtcNow(),
                WrittenAt = bench.Time.GetUtcNow(),
                Arms =
                [
                    .. arms.Select(arm => new ArmCounts
                    {
                        Version = arm.Version,
                        Model = Digest.Of([(byte)arm.Version]),
                        Lane = arm.Lane,
                        Requests = arm.Requests,
                        Dropped = arm.Dropped,
                        Differences = arm.Lane == Lane.Shadow ? new() { Rows = arm.Requests, Agreeing = arm.Requests * 4 / 5 } : null,
                    }),
                ],
            }
        );
}
