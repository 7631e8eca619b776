using System.Net;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

/// <summary>A version with two arms: clients see one version, counts see two.</summary>
[Collection(GatewayCollection.Name)]
public sealed class AaControlTests(StorageFixture azurite)
{
    [Fact]
    public async Task TwoArmsOfOneVersion_AnswerAlike_AndAreCountedApart()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(1, (1, TestModels.Flights(0), 7_000), (2, TestModels.Flights(0.5f), 3_000));
        var control = plan.Arms[0] with { Weight = 3_000, AaControl = true };
        await gateway.ServeAsync(plan with { Arms = [plan.Arms[0], control, plan.Arms[1] with { Weight = 0 }] });
        for (var i = 0; i < 200; i++)
        {
            using var answer = await gateway.PredictAsync(Bodies.One, $"key-{i}");
            Assert.Equal((HttpStatusCode.OK, "1"), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));
        }

        var live = await gateway.MetricAsync(
            "serverlessml_gateway_requests_total",
            $"deployment={gateway.Deployment}",
            "version=1",
            "lane=live"
        );
        var second = await gateway.MetricAsync(
            "serverlessml_gateway_requests_total",
            $"deployment={gateway.Deployment}",
            "version=1",
            "lane=twin"
        );
        Assert.Equal(200, live + second);
        Assert.InRange(second, 30, 95);
        var version = (await gateway.StateAsync())!["versions"]!.AsArray().Single(one => (int)one!["version"]! == 1)!;
        Assert.Equal((200, 10_000), ((int)version["requests"]!, (int)version["weight"]!));
        Assert.Equal(
            1,
            await gateway.MetricAsync("serverlessml_gateway_plan_weight_ratio", $"deployment={gateway.Deployment}", "version=1")
        );
    }
}
