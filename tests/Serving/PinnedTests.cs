using System.Net;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

/// <summary>A gateway that is one arm of a split that something else makes, such as a revision of a container app.</summary>
[Collection(GatewayCollection.Name)]
public sealed class PinnedTests(StorageFixture azurite)
{
    [Fact]
    public async Task TwoPinnedGateways_AnswerForTheirVersionsWhateverTheWeights_AndCountAsLive()
    {
        var name = $"d-{Guid.NewGuid():N}"[..20];
        await using var first = await RunningGateway.StartAsync(
            azurite,
            deployment: name,
            settings: [$"--Gateway:Arm={name}/1", "--Gateway:CountsInterval=20"]
        );
        await using var second = await RunningGateway.StartAsync(
            azurite,
            deployment: name,
            settings: [$"--Gateway:Arm={name}/2", "--Gateway:CountsInterval=20"]
        );
        await first.ServeAsync(7, (1, TestModels.Flights(0), 9_000), (2, TestModels.Flights(0.5f), 1_000));
        await second.ServeAsync(await first.PlanAsync(7, (1, TestModels.Flights(0), 9_000), (2, TestModels.Flights(0.5f), 1_000)));
        for (var i = 0; i < 30; i++)
        {
            foreach (var (gateway, version) in ((RunningGateway, string)[])[(first, "1"), (second, "2")])
            {
                using var answer = await gateway.PredictAsync(Bodies.One, $"key-{i}");
                Assert.Equal((HttpStatusCode.OK, version), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));
            }
        }

        await WaitFor.TrueAsync("both have stored their counts", async () =>
        {
            List<ArmCounts> arms = [];
            await foreach (var document in azurite.Storage.Documents.ListAsync(StorageLayout.Counts, StorageLayout.CountsOf(name, 7)))
            {
                arms.AddRange((await azurite.Storage.Documents.ReadAsync<ServedCounts>(StorageLayout.Counts, document))!.Value.Arms);
            }

            return new[] { 1, 2 }.All(version =>
                arms.Where(arm => arm.Version == version && arm.Lane == Lane.Live).Sum(arm => arm.Requests) == 30
            );
        });
    }

    [Fact]
    public async Task APinnedGateway_WhoseVersionThePlanDoesNotHave_SaysSoUntilItDoes()
    {
        var name = $"d-{Guid.NewGuid():N}"[..20];
        await using var gateway = await RunningGateway.StartAsync(azurite, deployment: name, settings: [$"--Gateway:Arm={name}/2"]);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using (var answer = await gateway.PredictAsync(Bodies.One))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("This gateway answers for version 2 of ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await gateway.ServeAsync(2, (1, TestModels.Flights(0), 10_000), (2, TestModels.Flights(0.5f), 0));
        using var served = await gateway.PredictAsync(Bodies.One);
        Assert.Equal("2", served.Headers.GetValues("X-Model-Version").Single());
    }

    [Fact]
    public async Task APinnedGateway_OfAnotherDeployment_KnowsNoOther()
    {
        await using var other = await RunningGateway.StartAsync(azurite);
        await other.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        await using var gateway = await RunningGateway.StartAsync(
            azurite,
            deployment: other.Deployment,
            settings: ["--Gateway:Arm=somebody-else/1"]
        );
        using var refreshed = await gateway.RefreshAsync();
        Assert.Equal(HttpStatusCode.NotFound, refreshed.StatusCode);
    }
}
