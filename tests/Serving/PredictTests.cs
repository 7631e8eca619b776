using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class PredictTests(StorageFixture azurite)
{
    [Fact]
    public async Task Predict_Rows_AnswersEachWithTheVersionThatDidIt()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(7, (3, TestModels.Flights(0), 10_000));

        using var answer = await gateway.PredictAsync("""{"rows":[{"distance":1000,"origin":"ORD"},{"origin":"none"}]}""", "someone");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("3", "7"), (Header(answer, "X-Model-Version"), Header(answer, "X-Plan-Revision")));

        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((Header(answer, "X-Request-Id"), 3), ((string?)body["requestId"], (int?)body["version"]));
        var probabilities = body["predictions"]!.AsArray().Select(one => one!["probability"]!.GetValue<double>()).ToArray();
        Assert.Equal(1 / (1 + Math.Exp(-2)), probabilities[0], 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), probabilities[1], 1e-6);
    }

    [Fact]
    public async Task Predict_ByAVersionWithAThreshold_SaysWhetherTheRowIsPositive()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(7, (3, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync(plan with { Arms = [plan.Arms[0] with { Threshold = 0.7 }] });
        using var refreshed = await gateway.RefreshAsync();

        using var answer = await gateway.PredictAsync("""{"rows":[{"distance":1000,"origin":"ORD"},{"origin":"none"}]}""");
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        // Of 0.88 and 0.62.
        Assert.Equal([true, false], body["predictions"]!.AsArray().Select(one => (bool)one!["positive"]!));
    }

    [Fact]
    public async Task Predict_WithARequestId_KeepsIt()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        gateway.Client.DefaultRequestHeaders.Add("X-Request-Id", "order:17.b");
        using var answer = await gateway.PredictAsync(Bodies.One);
        Assert.Equal("order:17.b", Header(answer, "X-Request-Id"));
    }

    [Fact]
    public async Task Predict_SameKey_SameVersionAndTheRampMovesItOnce()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var (old, young) = (TestModels.Flights(0), TestModels.Flights(1));
        var moves = new Dictionary<string, List<string>>();
        int[] weights = [1_000, 5_000, 10_000];
        for (var step = 0; step < weights.Length; step++)
        {
            await gateway.ServeAsync(step + 1, (1, old, 10_000 - weights[step]), (2, young, weights[step]));
            for (var i = 0; i < 200; i++)
            {
                var key = $"customer-{i}";
                using var first = await gateway.PredictAsync(Bodies.One, key);
                using var again = await gateway.Client.PostAsync(
                    new Uri($"/v1/{gateway.Deployment}/predict?key={key}", UriKind.Relative),
                    new StringContent(Bodies.One)
                );
                Assert.Equal(Header(first, "X-Model-Version"), Header(again, "X-Model-Version"));
                (moves.TryGetValue(key, out var seen) ? seen : moves[key] = []).Add(Header(first, "X-Model-Version")!);
            }

            var share = moves.Values.Count(seen => seen[^1] == "2") / 200.0;
            Assert.InRange(share, (weights[step] / 10_000.0) - 0.15, (weights[step] / 10_000.0) + 0.15);
        }

        Assert.All(moves.Values, seen => Assert.Equal(seen.Order(), seen));
    }

    [Fact]
    public async Task Predict_WithoutAKey_IsSplitByWeight()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 7_000), (2, TestModels.Flights(1), 3_000));
        for (var i = 0; i < 1_000; i++)
        {
            using var answer = await gateway.PredictAsync(Bodies.One);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var versions = (await gateway.StateAsync())!["versions"]!.AsArray();
        Assert.Equal(1_000, versions.Sum(one => one!["requests"]!.GetValue<int>()));
        Assert.InRange(versions.Single(one => (int)one!["version"]! == 2)!["requests"]!.GetValue<int>(), 220, 380);
    }

    [Theory]
    [InlineData("{\"rows\":[{\"distance\":1},{\"distance\":\"far\"}]}", 400, "wrong-type", "$.rows[1].distance")]
    [InlineData("{\"rows\":[{\"distence\":1}]}", 400, "unknown-column", "$.rows[0].distence")]
    [InlineData("{\"rows\":[{}]}", 400, "empty-row", "$.rows[0]")]
    [InlineData("{\"rows\":", 400, "malformed-json", "$")]
    public async Task Predict_ABadBody_IsAProblemThatNamesThePath(string body, int status, string code, string path)
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        using var answer = await gateway.PredictAsync(body);
        var problem = await ProblemAsync(answer, status, code);
        Assert.Equal(path, (string?)problem["path"]);
        Assert.Equal(Header(answer, "X-Request-Id"), (string?)problem["requestId"]);
        Assert.Equal(1, (int?)(await gateway.StateAsync())!["versions"]![0]!["rejected"]);
    }

    [Fact]
    public async Task Predict_BeyondTheLimits_Is413()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));

        using var most = await gateway.PredictAsync(Bodies.Of(new float[1_000], [.. Enumerable.Repeat("ORD", 1_000)]));
        Assert.Equal(HttpStatusCode.OK, most.StatusCode);

        using var tooMany = await gateway.PredictAsync(Bodies.Of(new float[1_001], [.. Enumerable.Repeat("ORD", 1_001)]));
        Assert.Equal("$.rows[1000]", (string?)(await ProblemAsync(tooMany, 413, "too-many-rows"))["path"]);

        using var tooLarge = await gateway.PredictAsync($$"""{"rows":[{"origin":"{{new string('x', 10 * 1024 * 1024)}}"}]}""");
        await ProblemAsync(tooLarge, 413, "body-too-large");

        using var chunked = new HttpRequestMessage(HttpMethod.Post, $"/v1/{gateway.Deployment}/predict")
        {
            Content = new ByteArrayContent(new byte[5 * 1024 * 1024]),
        };
        chunked.Headers.TransferEncodingChunked = true;
        using var answer = await gateway.Client.SendAsync(chunked);
        await ProblemAsync(answer, 413, "body-too-large");

        using var largeCell = await gateway.PredictAsync($$"""{"rows":[{"origin":"{{new string('x', 4_000_000)}}"}]}""");
        Assert.Equal(HttpStatusCode.OK, largeCell.StatusCode);
    }

    [Fact]
    public async Task Predict_WhatCannotBeRouted_IsAProblemThatNamesIt()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));

        foreach (var name in (string[])["no-such-one", "..%2F..%2Fetc", "Ünïcode", new string('a', 500)])
        {
            using var unknown = await gateway.PredictAsync(Bodies.One, deployment: name);
            await ProblemAsync(unknown, 404, "unknown-deployment");
        }

        using var longKey = await gateway.PredictAsync(Bodies.One, new string('k', 513));
        Assert.Contains("X-Routing-Key", (string?)(await ProblemAsync(longKey, 400, "bad-header"))["detail"], StringComparison.Ordinal);

        using var elsewhere = await gateway.Client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        Assert.Equal(
            (HttpStatusCode.NotFound, "application/problem+json"),
            (elsewhere.StatusCode, elsewhere.Content.Headers.ContentType?.MediaType)
        );
    }

    [Fact]
    public async Task Predict_AResultThatIsNoProbability_Is422AndCountsAgainstTheModel()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Echo(), 10_000));
        using var answer = await gateway.PredictAsync("""{"rows":[{"distance":0.5},{"distance":2}]}""");
        Assert.Equal("$.rows[1]", (string?)(await ProblemAsync(answer, 422, "no-probability"))["path"]);
        Assert.Equal(1, (int?)(await gateway.StateAsync())!["versions"]![0]!["errors"]);
    }

    private static async Task<JsonNode> ProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal("urn:serverlessml:gateway:" + code, (string?)problem["type"]);
        return problem;
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
