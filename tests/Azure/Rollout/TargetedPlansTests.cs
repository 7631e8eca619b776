using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Rollout.Targets;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>The plan is the truth, and its target follows: after a crash, after a repeat, and when two plans are written at once.</summary>
[Collection(StorageCollection.Name)]
public sealed class TargetedPlansTests(StorageRoom room)
{
    [Fact]
    public async Task Change_WhoseTargetWasAway_IsAppliedByTheRepeatWithoutAnotherRevision()
    {
        var target = new NotingTarget { Away = 1 };
        var plans = new TrafficPlans(room.Storage.Documents, target);
        var deployment = room.NewName("deployment");

        await Assert.ThrowsAsync<ArmUnavailableException>(() => ChangeAsync(plans, deployment, "a"));
        Assert.Empty(target.Applied);
        Assert.Equal(2, (await ChangeAsync(plans, deployment, "a"))!.Revision);
        Assert.Equal(2, (await ChangeAsync(plans, deployment, "a"))!.Revision);

        Assert.Equal(["a", "a"], target.Applied);
    }

    [Fact]
    public async Task Change_OnceItsTargetSplitsSo_IsInForceInARevisionOfItsOwn()
    {
        var target = new NotingTarget();
        var plans = new TrafficPlans(room.Storage.Documents, target);
        var deployment = room.NewName("deployment");
        target.During = async () => Assert.Null((await plans.FindAsync(deployment))!.InForce);

        var plan = await ChangeAsync(plans, deployment, "a");

        Assert.Equal((2, true), (plan!.Revision, plan.InForce));
        Assert.Equal(plan.Revision, (await plans.FindAsync(deployment))!.Revision);
        // The next change is not in force by what it comes after.
        target.Away = 1;
        await Assert.ThrowsAsync<ArmUnavailableException>(() => plans.ChangeAsync(deployment, "b", current => current! with { Reason = "next" }));
        Assert.Equal((3, null), ((await plans.FindAsync(deployment))!.Revision, (await plans.FindAsync(deployment))!.InForce));
        Assert.NotNull(await room.Storage.Documents.ReadBytesAsync(StorageLayout.Deployments, StorageLayout.PlanRevision(deployment, 2)));
    }

    [Fact]
    public async Task Change_OvertakenWhileItsTargetChanged_EndsWithTheLaterPlan()
    {
        var target = new NotingTarget();
        var plans = new TrafficPlans(room.Storage.Documents, target);
        var deployment = room.NewName("deployment");
        var other = new TrafficPlans(room.Storage.Documents);
        target.During = () => ChangeAsync(other, deployment, "b");

        await ChangeAsync(plans, deployment, "a");

        Assert.Equal(["a", "b"], target.Applied);
    }

    [Fact]
    public async Task Keep_AfterACrashBetweenPlanAndTarget_MakesItSo()
    {
        var target = new NotingTarget();
        var plans = new TrafficPlans(room.Storage.Documents, target);
        var pipeline = room.NewName("deployment");
        await ChangeAsync(new TrafficPlans(room.Storage.Documents), pipeline, "a");
        await room.Storage.Blobs.GetBlobContainerClient(StorageLayout.Pipelines).GetBlobClient(StorageLayout.Pipeline(pipeline)).UploadAsync(BinaryData.FromString("x"));

        await new KeepTraffic(target, new PipelineStore(room.Storage), plans, NullLogger<KeepTraffic>.Instance).RunAsync(new(), default);

        Assert.Contains("a", target.Applied);
    }

    private static Task<TrafficPlan?> ChangeAsync(TrafficPlans plans, string deployment, string change) =>
        plans.ChangeAsync(deployment, change, _ => Plans.Of((1, 100)) with { Deployment = deployment, ChangeId = change });

    private sealed class NotingTarget : ITrafficTarget
    {
        public List<string> Applied { get; } = [];

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
