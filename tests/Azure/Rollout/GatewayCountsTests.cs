using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>Gateways that are revisions of a container app are counted as arms of the plan that is in force.</summary>
[Collection(StorageCollection.Name)]
public sealed class GatewayCountsTests(StorageRoom room)
{
    [Fact]
    public async Task Read_WhatRevisionsCounted_LeavesOutTheTimeOfTheChange()
    {
        var world = new AppWorld();
        await using var server = await ArmServer.StartAsync(Specification.ContainerApps, world.Answer);
        world.Server = server;
        var options = new TrafficOptions { Target = TrafficOptions.ContainerApps, Resource = AppWorld.Name };
        var plans = new TrafficPlans(room.Storage.Documents);
        var routing = new TrafficRouting(plans, new ContainerAppsRouter(server.Client(), options, server.Time));
        var deployment = room.NewName("deployment");
        await routing.ApplyAsync(
            (await plans.ChangeAsync(deployment, "a", _ => Plans.Of((1, 99), (2, 1)) with { Deployment = deployment }))!
        );

        var plan = await routing.ApplyAsync(
            (await plans.ChangeAsync(deployment, "b", current => current! with { Arms = Plans.Of((1, 50), (2, 50)).Arms }))!
        );
        // Between the document and the weights, each revision counts under the plan that it sees.
        await CountAsync(deployment, plan.Revision - 1, version: 1, requests: 990);
        await CountAsync(deployment, plan.Revision - 1, version: 2, requests: 10);
        await CountAsync(deployment, plan.Revision, version: 1, requests: 480);
        await CountAsync(deployment, plan.Revision, version: 2, requests: 520);
        await CountAsync(deployment, plan.Revision, version: 3, requests: 7);

        var counted = await new GatewayCounts(room.Storage.Documents).ReadAsync(
            new(deployment, plan.Revision, plan.UpdatedAt, [1, 2]),
            default
        );

        Assert.Equal("flights--version-1=50, flights--version-2=50", world.Weights);
        Assert.Equal(
            [(1, Lane.Live, 480L), (2, Lane.Live, 520L)],
            counted.Arms.OrderBy(arm => arm.Version).Select(arm => (arm.Version, arm.Lane, arm.Statistics.Requests))
        );
    }

    private Task CountAsync(string deployment, int revision, int version, long requests) =>
        room.Storage.Documents.CreateAsync(
            StorageLayout.Counts,
            StorageLayout.CountsDocument(deployment, revision, $"revision-{version}-p", 1),
            new ServedCounts
            {
                Deployment = deployment,
                Revision = revision,
                Replica = $"revision-{version}",
                Process = "p",
                AppliedAt = DateTimeOffset.UnixEpoch,
                WrittenAt = DateTimeOffset.UnixEpoch,
                Arms =
                [
                    new()
                    {
                        Version = version,
                        Model = Digest.Of([1]),
                        Lane = Lane.Live,
                        Requests = requests,
                    },
                ],
            }
        );
}
