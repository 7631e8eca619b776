using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>The plan is the truth, and its router follows: after a crash, after a repeat, and when two plans are written at once.</summary>
[Collection(StorageCollection.Name)]
public sealed class TrafficRoutingTests(StorageRoom room)
{
    [Fact]
    public async Task Change_WhoseRouterWasAway_IsAppliedByTheRepeatWithoutAnotherRevision()
    {
        var router = new NotingRouter { Away = 1 };
        var plans = new TrafficPlans(room.Storage.Documents);
        var deployment = room.NewName("deployment");

        await Assert.ThrowsAsync<ArmUnavailableException>(() => ChangeAsync(plans, router, deployment, "a"));
        Assert.Empty(router.Applied);
        Assert.Equal(2, (await ChangeAsync(plans, router, deployment, "a"))!.Revision);
        Assert.Equal(2, (await ChangeAsync(plans, router, deployment, "a"))!.Revision);

        Assert.Equal(["a", "a"], router.Applied);
    }

    [Fact]
    public async Task Change_OnceItsRouterSplitsSo_IsInForceInARevisionOfItsOwn()
    {
        var router = new NotingRouter();
        var plans = new TrafficPlans(room.Storage.Documents);
        var deployment = room.NewName("deployment");
        router.During = async () => Assert.Null((await plans.FindAsync(deployment))!.InForce);

        var plan = await ChangeAsync(plans, router, deployment, "a");

        Assert.Equal((2, true), (plan!.Revision, plan.InForce));
        Assert.Equal(plan.Revision, (await plans.FindAsync(deployment))!.Revision);
        // The next change is not in force by what it comes after.
        router.Away = 1;
        await Assert.ThrowsAsync<ArmUnavailableException>(async () =>
            await new TrafficRouting(plans, router).ApplyAsync(
                (await plans.ChangeAsync(deployment, "b", current => current! with { Reason = "next" }))!
            )
        );
        Assert.Equal((3, null), ((await plans.FindAsync(deployment))!.Revision, (await plans.FindAsync(deployment))!.InForce));
        Assert.NotNull(await room.Storage.Documents.ReadBytesAsync(StorageLayout.Deployments, StorageLayout.PlanRevision(deployment, 2)));
    }

    [Fact]
    public async Task Change_OvertakenWhileItsRouterChanged_EndsWithTheLaterPlan()
    {
        var router = new NotingRouter();
        var plans = new TrafficPlans(room.Storage.Documents);
        var deployment = room.NewName("deployment");
        router.During = () => WriteAsync(plans, deployment, "b");

        await ChangeAsync(plans, router, deployment, "a");

        Assert.Equal(["a", "b"], router.Applied);
    }

    [Fact]
    public async Task Keep_AfterACrashBetweenPlanAndRouter_MakesItSo()
    {
        var router = new NotingRouter();
        var plans = new TrafficPlans(room.Storage.Documents);
        var pipeline = room.NewName("deployment");
        await WriteAsync(plans, pipeline, "a");
        await room
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Pipelines)
            .GetBlobClient(StorageLayout.Pipeline(pipeline))
            .UploadAsync(BinaryData.FromString("x"));

        await new KeepTraffic(
            router,
            new PipelineStore(room.Storage),
            plans,
            new(plans, router),
            NullLogger<KeepTraffic>.Instance
        ).RunAsync(new(), default);

        Assert.Contains("a", router.Applied);
    }

    private static async Task<TrafficPlan?> ChangeAsync(TrafficPlans plans, ITrafficRouter router, string deployment, string change) =>
        await new TrafficRouting(plans, router).ApplyAsync((await WriteAsync(plans, deployment, change))!);

    private static Task<TrafficPlan?> WriteAsync(TrafficPlans plans, string deployment, string change) =>
        plans.ChangeAsync(deployment, change, _ => Plans.Of((1, 100)) with { Deployment = deployment, ChangeId = change });

    private sealed class NotingRouter : ITrafficRouter
    {
        public List<string> Applied { get; } = [];

        public bool ReadsPlans => false;

        public int Away { get; set; }

        public Func<Task>? During { get; set; }

        public async Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation)
        {
            if (Away-- > 0)
            {
                throw new ArmUnavailableException("away");
            }

            Applied.Add(plan.ChangeId);
            var during = During;
            During = null;
            await (during?.Invoke() ?? Task.CompletedTask);
        }
    }
}
