using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class FeedbackTests(StorageFixture azurite)
{
    [Fact]
    public async Task Outcomes_OfBothForms_AreStoredAsTheyWereSent()
    {
        await using var gateway = await ServingAsync();
        using var array = await SendAsync(
            gateway,
            """[{"requestId":"a","label":1,"at":null,"row":null},{"requestId":"b","row":3,"label":0,"at":"2026-01-31T12:00:00+01:00"}]"""
        );
        using var lines = await SendAsync(
            gateway,
            "{\"requestId\":\"a\",\"label\":0}\n\n{\"requestId\":\"c:1\",\"label\":1.0}\n",
            "application/x-ndjson"
        );
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (array.StatusCode, lines.StatusCode));
        Assert.Equal("""{"accepted":2}""", await array.Content.ReadAsStringAsync());

        await WaitFor.TrueAsync("all are stored", () => Task.FromResult(gateway.Part<FeedbackQueue>().Stored == 4));
        var outcomes = await ReadAsync(gateway.Deployment);
        Assert.Equal(
            [("a", 0, 0.0), ("a", 0, 1.0), ("b", 3, 0.0), ("c:1", 0, 1.0)],
            outcomes.Select(one => (one.RequestId, one.Row, one.Label!.Value)).Order()
        );
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 11, 0, 0, TimeSpan.Zero), outcomes.Single(one => one.RequestId == "b").At);
        Assert.All(outcomes, one => Assert.InRange(one.ReceivedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow));
        Assert.Equal(4, await gateway.MetricAsync("serverlessml_gateway_feedback_stored_total"));
    }

    [Fact]
    public async Task Outcomes_AtAStop_AreWritten()
    {
        await using var gateway = await ServingAsync("--Gateway:CaptureInterval=600000");
        (await SendAsync(gateway, """[{"requestId":"a","label":1}]""")).Dispose();
        await gateway.StopAsync();
        Assert.Single(await ReadAsync(gateway.Deployment));
    }

    [Theory]
    [InlineData("{", "malformed-json", "$[0]")]
    [InlineData("{}", "wrong-type", "$")]
    [InlineData("[1]", "wrong-type", "$[0]")]
    [InlineData("""[{"requestId":"a"}]""", "malformed-json", "$[0].label")]
    [InlineData("""[{"label":1}]""", "malformed-json", "$[0].requestId")]
    [InlineData("""[{"requestId":"a b","label":1}]""", "wrong-type", "$[0].requestId")]
    [InlineData("""[{"requestId":"a","label":"1"}]""", "wrong-type", "$[0].label")]
    [InlineData("""[{"requestId":"a","label":1e999}]""", "wrong-type", "$[0].label")]
    [InlineData("""[{"requestId":"a","label":1},{"requestId":"a","label":1,"row":-1}]""", "wrong-type", "$[1].row")]
    [InlineData("""[{"requestId":"a","label":1,"row":1000}]""", "wrong-type", "$[0].row")]
    [InlineData("""[{"requestId":"a","label":1,"at":"yesterday"}]""", "wrong-type", "$[0].at")]
    [InlineData("""[{"requestId":"a","label":1,"color":2}]""", "malformed-json", "$[0].color")]
    public void Read_WhatIsNoOutcome_IsRefusedWithItsPlace(string body, string code, string path)
    {
        var fault = new FeedbackReader(default, maxRows: 1_000).Read(Encoding.UTF8.GetBytes(body), lines: false);
        Assert.Equal((code, path), (fault?.Code, fault?.Path));
    }

    [Fact]
    public void Read_TooMany_IsRefused()
    {
        var body = string.Concat(Enumerable.Repeat("{\"requestId\":\"a\",\"label\":1}\n", FeedbackReader.MostOutcomes + 1));
        Assert.Equal("too-many-outcomes", new FeedbackReader(default, 1).Read(Encoding.UTF8.GetBytes(body), lines: true)?.Code);
    }

    [Fact]
    public async Task ABadBody_IsRefusedWhole_AndAnUnknownDeploymentIsNotFound()
    {
        await using var gateway = await ServingAsync();
        using var bad = await SendAsync(gateway, """[{"requestId":"a","label":1},{"requestId":"b"}]""");
        Assert.Equal(
            (HttpStatusCode.BadRequest, "$[1].label"),
            (bad.StatusCode, (string?)JsonNode.Parse(await bad.Content.ReadAsStringAsync())!["path"])
        );
        using var content = new StringContent("[]");
        using var unknown = await gateway.Client.PostAsync(new Uri("/v1/nothing-here/feedback", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal((0, 0), (gateway.Part<FeedbackQueue>().Waiting, gateway.Part<FeedbackQueue>().Stored));
    }

    [Theory]
    [InlineData("40000")]
    [InlineData("0.5")]
    [InlineData("-1")]
    [InlineData("1e300")]
    public async Task AnOutcomeOutOfTheLabelsDomain_IsRefusedByItsPlace_AndNothingIsTaken(string label)
    {
        await using var gateway = await ServingAsync();
        using var refused = await SendAsync(gateway, $$"""[{"requestId":"a","label":1},{"requestId":"b","label":{{label}}}]""");
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "$[1].label"), (refused.StatusCode, (string?)problem["path"]));
        Assert.Equal("urn:serverlessml:gateway:bad-outcome", (string?)problem["type"]);
        Assert.Contains("None of the request was taken", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal((0, 0), (gateway.Part<FeedbackQueue>().Waiting, gateway.Part<FeedbackQueue>().Stored));
    }

    [Theory]
    [InlineData("2026-02-01T00:05:00Z", null)]
    [InlineData("2026-02-01T01:04:00+01:00", null)]
    [InlineData("2026-02-01T00:05:01Z", "bad-outcome")]
    [InlineData("9999-12-31T23:59:59Z", "bad-outcome")]
    public void Read_AnOutcomeFromTheFuture_IsRefusedBeyondTheSkewOfClocks(string at, string? code)
    {
        var reader = new FeedbackReader(new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), maxRows: 1);
        var body = Encoding.UTF8.GetBytes($$"""[{"requestId":"a","label":1,"at":"{{at}}"}]""");
        Assert.Equal(
            (code, code is null ? null : "$[0].at"),
            (reader.Read(body, lines: false), reader) is var (fault, _) ? (fault?.Code, fault?.Path) : default
        );
    }

    [Fact]
    public void TryAdd_MoreThanFits_TakesNone_AndFitsAgainOnceStored()
    {
        var queue = new FeedbackQueue();
        Outcome[] outcomes =
        [
            .. Enumerable
                .Range(0, FeedbackQueue.MaxOutcomes - 1)
                .Select(_ => new Outcome
                {
                    RequestId = "a",
                    Label = 1,
                    ReceivedAt = default,
                }),
        ];
        Assert.True(queue.TryAdd("d", outcomes));
        Assert.False(queue.TryAdd("d", outcomes[..2]));
        Assert.True(queue.TryAdd("d", outcomes[..1]));
        queue.Settle(2, stored: true);
        Assert.True(queue.TryAdd("d", outcomes[..2]));
    }

    private async Task<RunningGateway> ServingAsync(params string[] settings)
    {
        var gateway = await RunningGateway.StartAsync(azurite, settings: settings);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        return gateway;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string body, string type = "application/json")
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue(type));
        return await gateway.Client.PostAsync(new Uri($"/v1/{gateway.Deployment}/feedback", UriKind.Relative), content);
    }

    private async Task<List<Outcome>> ReadAsync(string deployment)
    {
        var outcomes = new List<Outcome>();
        var container = azurite.Storage.Blobs.GetBlobContainerClient(StorageLayout.Feedback);
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = deployment + "/" }))
        {
            var content = await container.GetBlobClient(blob.Name).DownloadContentAsync();
            outcomes.AddRange(
                content
                    .Value.Content.ToString()
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonSerializer.Deserialize<Outcome>(line, Wire.Options)!)
            );
        }

        return outcomes;
    }
}
