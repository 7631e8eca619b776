namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class TrafficPlansTests(Workbench bench)
{
    [Fact]
    public async Task Change_Twice_IsChangedOnce()
    {
        var deployment = bench.NewName();
        var first = await bench.Plans.ChangeAsync(deployment, "a", current => Plan(deployment, "a"));
        var second = await bench.Plans.ChangeAsync(deployment, "a", current => Plan(deployment, "b"));
        Assert.Equal(1, first!.Revision);
        Assert.Equal(CanonicalJson.DigestOf(first), CanonicalJson.DigestOf(second));
        Assert.Single(await bench.RevisionsAsync(deployment));
    }

    [Fact]
    public async Task Change_ByManyAtOnce_KeepsEveryRevision()
    {
        var deployment = bench.NewName();
        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => bench.Plans.ChangeAsync(deployment, $"change-{i}", _ => Plan(deployment, $"{i}")))
        );
        var revisions = await bench.RevisionsAsync(deployment);
        Assert.Equal(Enumerable.Range(1, 6), revisions.Select(plan => plan.Revision));
        Assert.Equal(6, revisions.Select(plan => plan.ChangeId).Distinct().Count());
    }

    [Fact]
    public async Task Change_AfterAWriterWasKilledBeforeKeepingItsRevision_KeepsItFirst()
    {
        var deployment = bench.NewName();
        await bench.Plans.ChangeAsync(deployment, "a", _ => Plan(deployment, "a"));
        await bench.Plans.ChangeAsync(deployment, "b", _ => Plan(deployment, "b"));
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Deployments)
            .DeleteBlobAsync(StorageLayout.PlanRevision(deployment, 2));

        await bench.Plans.ChangeAsync(deployment, "c", _ => Plan(deployment, "c"));

        Assert.Equal(["a", "b", "c"], (await bench.RevisionsAsync(deployment)).Select(plan => plan.ChangeId));
    }

    [Fact]
    public async Task Change_ThatCannotBeServed_IsRefusedAndLeavesThePlan()
    {
        var deployment = bench.NewName();
        await bench.Plans.ChangeAsync(deployment, "a", _ => Plan(deployment, "a"));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            bench.Plans.ChangeAsync(deployment, "b", _ => Plan(deployment, "b") with { Arms = [] })
        );
        Assert.Contains("the plan has no arms", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("a", (await bench.Plans.FindAsync(deployment))!.ChangeId);
    }

    [Fact]
    public async Task Change_ThatSaysNo_LeavesNothing()
    {
        var deployment = bench.NewName();
        Assert.Null(await bench.Plans.ChangeAsync(deployment, "a", _ => null));
        Assert.Null(await bench.Plans.FindAsync(deployment));
    }

    private static TrafficPlan Plan(string deployment, string by) =>
        new()
        {
            Deployment = deployment,
            Revision = 0,
            Salt = "",
            By = by,
            Reason = "test",
            ChangeId = "",
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Arms =
            [
                new()
                {
                    Version = 1,
                    Model = Digest.Of([1]),
                    Weight = TrafficPlan.WholeWeight,
                },
            ],
        };
}
