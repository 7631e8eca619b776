using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed partial class CaptureTests(StorageFixture azurite)
{
    [Fact]
    public async Task Captures_OfEveryRequest_AreReadBack()
    {
        await using var gateway = await ServingAsync(capture: 1);
        var sent = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            using var answer = await gateway.PredictAsync(
                """{"rows":[{"distance":1000,"origin":"ORD"},{"origin":null}]}""",
                $"key-{i % 2}"
            );
            sent.Add(answer.Headers.GetValues("X-Request-Id").Single());
        }

        await WaitFor.TrueAsync("all are stored", () => Task.FromResult(gateway.Part<CaptureQueue>().Stored == 50));
        var records = await ReadAsync(gateway.Deployment);
        Assert.Equal(sent, records.Select(record => (string)record["requestId"]!).ToHashSet());
        Assert.Equal(2, records.Select(record => (string)record["keyHash"]!).Distinct().Count());
        Assert.All(records, record =>
        {
            Assert.Equal((1, 5, 2), ((int?)record["version"], (int?)record["planRevision"], (int?)record["rows"]));
            Assert.Equal("""{"distance":[1000,null],"origin":["ORD",null]}""", record["inputs"]!.ToJsonString());
            Assert.Equal(1 / (1 + Math.Exp(-2)), (double)record["probabilities"]![0]!, 1e-6);
            Assert.True((double)record["latencyMs"]! > 0);
            Assert.InRange((DateTimeOffset)record["at"]!, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        });
    }

    [Fact]
    public async Task Captures_OfAShare_AreSampled()
    {
        await using var gateway = await ServingAsync(capture: 0.2);
        for (var i = 0; i < 500; i++)
        {
            (await gateway.PredictAsync(Bodies.One)).Dispose();
        }

        await gateway.StopAsync();
        Assert.InRange((await ReadAsync(gateway.Deployment)).Count, 50, 150);
    }

    [Fact]
    public async Task Captures_AtAStop_AreWritten()
    {
        await using var gateway = await ServingAsync(capture: 1, "--Gateway:CaptureInterval=600000");
        for (var i = 0; i < 20; i++)
        {
            (await gateway.PredictAsync(Bodies.One)).Dispose();
        }

        await gateway.StopAsync();
        var records = await ReadAsync(gateway.Deployment);
        Assert.Equal(20, records.Count);
        Assert.All(records, record => Assert.Null(record["keyHash"]));
    }

    [Fact]
    public async Task Captures_OfAFullBatch_DoNotWaitForTheInterval()
    {
        await using var gateway = await ServingAsync(capture: 1, "--Gateway:CaptureInterval=600000", "--Gateway:CaptureBatch=10");
        for (var i = 0; i < 10; i++)
        {
            (await gateway.PredictAsync(Bodies.One)).Dispose();
        }

        await WaitFor.TrueAsync("the batch is stored", () => Task.FromResult(gateway.Part<CaptureQueue>().Stored == 10));
    }

    [Fact]
    public async Task Captures_OfARequestThatNamedItsVersion_SaySo()
    {
        await using var gateway = await ServingAsync(capture: 1);
        (await gateway.PredictAsync(Bodies.Of([float.NaN, 1.5f], ["a\"b", "Zürich ✈"]), version: "1")).Dispose();
        await gateway.StopAsync();
        var record = Assert.Single(await ReadAsync(gateway.Deployment));
        Assert.Equal("override", (string?)record["lane"]);
        Assert.Equal([null, 1.5], record["inputs"]!["distance"]!.AsArray().Select(value => (double?)value));
        Assert.Equal(["a\"b", "Zürich ✈"], record["inputs"]!["origin"]!.AsArray().Select(value => (string?)value));
    }

    private async Task<RunningGateway> ServingAsync(double capture, params string[] settings)
    {
        var gateway = await RunningGateway.StartAsync(azurite, settings: settings);
        var plan = await gateway.PlanAsync(5, (1, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync(plan with { Capture = capture });
        await WaitFor.TrueAsync("the plan is served", async () => (int?)(await gateway.StateAsync())?["revision"] == 5);
        return gateway;
    }

    private async Task<List<JsonNode>> ReadAsync(string deployment)
    {
        var records = new List<JsonNode>();
        var container = azurite.Storage.Blobs.GetBlobContainerClient(StorageLayout.Captures);
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = deployment + "/" }))
        {
            Assert.Matches(BlobName(), blob.Name);
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync();
            records.AddRange(
                content.Value.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            );
        }

        return records;
    }

    [GeneratedRegex(@"\A[a-z0-9-]+/\d{4}/\d\d/\d\d/\d\d/[a-z0-9-]{1,40}-[0-9a-f]{32}\.ndjson\z")]
    private static partial Regex BlobName();
}
