using System.Globalization;
using System.Net;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class RoutingTests(StorageFixture azurite)
{
    [Fact]
    public async Task ATesterWhoNamesAVersion_GetsItWhateverItsWeight_AndIsCountedApart()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000), (2, TestModels.Flights(1), 0));
        for (var i = 0; i < 5; i++)
        {
            using var answer = await gateway.PredictAsync(One, key: "k", version: "2");
            Assert.Equal((HttpStatusCode.OK, "2"), (answer.StatusCode, answer.Headers.GetValues("X-Model-Version").Single()));
        }

        using var live = await gateway.PredictAsync(One, key: "k");
        Assert.Equal("1", live.Headers.GetValues("X-Model-Version").Single());

        var versions = (await gateway.StateAsync())!["versions"]!.AsArray();
        Assert.Equal(
            [(1, 1, 0), (2, 0, 5)],
            versions.Select(one => ((int)one!["version"]!, (int)one["requests"]!, (int)one["overridden"]!))
        );
        string[] labels = [$"deployment={gateway.Deployment}", "version=2"];
        Assert.Equal(5, await gateway.MetricAsync("serverlessml_gateway_requests_total", [.. labels, "lane=override"]));
        Assert.Equal(0, await gateway.MetricAsync("serverlessml_gateway_requests_total", [.. labels, "lane=live"]));
    }

    [Theory]
    [InlineData("3", HttpStatusCode.NotFound, "unknown-version")]
    [InlineData("two", HttpStatusCode.BadRequest, "bad-header")]
    [InlineData("-1", HttpStatusCode.BadRequest, "bad-header")]
    public async Task AVersionThatThePlanHasNot_IsRefused(string version, HttpStatusCode status, string code)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000), (2, TestModels.Flights(1), 0));
        using var answer = await gateway.PredictAsync(One, version: version);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await gateway.MetricAsync("serverlessml_gateway_faults_total", $"deployment={gateway.Deployment}", $"code={code}"));
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("distance")]
    public async Task AKeyColumn_RoutesByTheFirstRow_AsTheSameKeyInTheHeaderDoes(string column)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(
            1,
            (1, TestModels.Flights(0), 3_000),
            (2, TestModels.Flights(1), 3_000),
            (3, TestModels.Flights(2), 4_000)
        );
        await gateway.ServeAsync(plan with { KeyColumn = column });
        var seen = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            var (distance, origin) = (i + 0.5f, $"airport {i}");
            var key = column == "origin" ? origin : distance.ToString(CultureInfo.InvariantCulture);
            using var byColumn = await gateway.PredictAsync(Bodies.Of([distance, 1, 2], [origin, "x", "y"]));
            using var byHeader = await gateway.PredictAsync(Bodies.Of([1], ["z"]), key);
            Assert.Equal(HttpStatusCode.OK, byColumn.StatusCode);
            var version = byColumn.Headers.GetValues("X-Model-Version").Single();
            Assert.Equal(byHeader.Headers.GetValues("X-Model-Version").Single(), version);
            // The rows were read again for that version: the answer is its own.
            var probability = (double)
                System.Text.Json.Nodes.JsonNode.Parse(await byColumn.Content.ReadAsStringAsync())!["predictions"]![1]!["probability"]!;
            Assert.Equal(1 / (1 + Math.Exp(-(0.001 + int.Parse(version, CultureInfo.InvariantCulture) - 1))), probability, 1e-5);
            seen.Add(version);
        }

        Assert.Equal(3, seen.Count);
        using var missing = await gateway.PredictAsync(Bodies.Of([float.NaN], [""]));
        Assert.Equal(HttpStatusCode.OK, missing.StatusCode);
    }

    [Fact]
    public async Task AKeyColumnThatAVersionHasNot_IsABadPlan()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync((await gateway.PlanAsync(2, (1, TestModels.Flights(0), 10_000))) with { KeyColumn = "customer" });
        using var refreshed = await gateway.RefreshAsync();
        Assert.Contains("no column 'customer'", await refreshed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static byte[] One => System.Text.Encoding.UTF8.GetBytes(Bodies.One);
}
