using System.Text.Json;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class CountsTests(StorageFixture azurite)
{
    [Fact]
    public void StripedCounts_ManyWriters_LoseNothing()
    {
        var counts = new StripedCounts(3);
        Parallel.For(0, 400_000, i =>
        {
            using var claim = counts.Take();
            claim.Add(0);
            claim.Add(1, i % 7);
            claim.Raise(2, i);
        });
        Assert.Equal((400_000, Enumerable.Range(0, 400_000).Sum(i => i % 7L)), (counts.Sums()[0], counts.Sums()[1]));
        Assert.Equal(399_999, counts.Greatest(2));
    }

    [Fact]
    public void StripedCounts_MoreClaimsAtOnceThanStripes_AddToTheSharedOne()
    {
        var counts = new StripedCounts(1);
        Nested(counts, 200);
        Assert.Equal(200, counts.Sums()[0]);

        static void Nested(StripedCounts counts, int depth)
        {
            using var claim = counts.Take();
            claim.Add(0);
            if (depth > 1)
            {
                Nested(counts, depth - 1);
            }
        }
    }

    [Fact]
    public void NumberBins_AnyNumberAndEdges_AreThoseOfTheProfile()
    {
        var random = new Random(3);
        double[] edges =
        [
            .. Enumerable
                .Range(0, 37)
                .Select(_ => (random.NextDouble() - 0.5) * 1000)
                .Append(0.1)
                .Append(1e9)
                .Append(-1e-3)
                .Append(7)
                .Order(),
        ];
        var bins = new NumberBins(edges);
        foreach (
            var value in Enumerable
                .Range(0, 20_000)
                .Select(_ => (random.NextSingle() - 0.5f) * 1_100)
                .Concat(edges.SelectMany(edge => (float[])[(float)edge, MathF.BitIncrement((float)edge), MathF.BitDecrement((float)edge)]))
                .Concat([float.PositiveInfinity, float.NegativeInfinity, 0, -0f])
        )
        {
            var found = Array.BinarySearch(edges, value);
            Assert.Equal(found < 0 ? ~found : found, bins.Of(value));
        }

        Assert.Equal(0, new NumberBins([]).Of(5));
    }

    [Fact]
    public void CategoryBins_ManyCategories_AreFoundAndOthersAreNot()
    {
        var names = Enumerable.Range(0, 1_000).Select(i => $"Zürich {i}").ToList();
        var bins = new CategoryBins(names);
        Assert.All(names.Index(), one => Assert.Equal(one.Index, bins.Of(System.Text.Encoding.UTF8.GetBytes(one.Item))));
        Assert.Equal(1_000, bins.Of("Zürich 1000"u8));
        Assert.Equal(1_000, bins.Of(default));
        Assert.Equal(0, new CategoryBins([]).Of("any"u8));
    }

    [Fact]
    public async Task Counts_OfTwoReplicasARestartAndTwoPlans_AddUpExactly()
    {
        using var cache = new TemporaryFolder();
        string deployment;
        await using (
            var one = await RunningGateway.StartAsync(
                azurite,
                cache.Path,
                settings: ["--Gateway:CountsInterval=50", "--Gateway:Replica=one"]
            )
        )
        {
            deployment = one.Deployment;
            await one.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
            await SendAsync(one, 20);
            await using var two = await RunningGateway.StartAsync(
                azurite,
                deployment: deployment,
                settings: ["--Gateway:CountsInterval=50", "--Gateway:Replica=two"]
            );
            (await two.RefreshAsync()).Dispose();
            await SendAsync(two, 7);
            await one.ServeAsync(2, (1, TestModels.Flights(0), 0), (2, TestModels.Flights(1), 10_000));
            await SendAsync(one, 5);
            (await one.PredictAsync("{")).Dispose();
            (await one.PredictAsync(Bodies.Of([1], ["x"]), version: "1")).Dispose();
            await WaitFor.TrueAsync("the first plan is settled", async () =>
                (await ReadAsync(deployment, 1)).Any(document => document is { Replica: "one", Final: true })
            );
            Assert.Equal(20, (int)(await one.StateAsync())!["versions"]![0]!["requests"]!);
        }

        await using (
            var again = await RunningGateway.StartAsync(azurite, cache.Path, deployment: deployment, settings: "--Gateway:Replica=one")
        )
        {
            await SendAsync(again, 3);
        }

        var first = await ReadAsync(deployment, 1);
        var second = await ReadAsync(deployment, 2);
        Assert.All([.. first, .. second], document => Assert.True(document.Final));
        // The second replica may have looked at the second plan before it stopped.
        Assert.Equal((2, 2), (first.Count, second.Count(document => document.Replica == "one")));
        var under1 = Assert.Single(Merged(first));
        Assert.Equal((1, Lane.Live, 27L, 27L, 27L), (under1.Version, under1.Lane, under1.Requests, under1.Rows, under1.Predictions.Sum()));
        Assert.Equal(27, under1.Latency.Sum());
        Assert.Equal([("distance", 27L), ("origin", 27L)], under1.Features.Select(column => (column.Name, column.Count)));
        var under2 = Merged(second);
        Assert.Equal(
            [(1, Lane.Live, 0L, 0L), (1, Lane.Override, 1L, 0L), (2, Lane.Live, 8L, 1L)],
            under2.Select(arm => (arm.Version, arm.Lane, arm.Requests, arm.Rejected))
        );
        Assert.Equal(1, under2[^1].Faults["malformed-json"]);
    }

    private static List<ArmCounts> Merged(IEnumerable<ServedCounts> documents) =>
        [
            .. documents
                .SelectMany(document => document.Arms)
                .GroupBy(part => (part.Version, part.Lane))
                .OrderBy(group => group.Key.Version)
                .ThenBy(group => group.Key.Lane)
                .Select(group => group.Aggregate(CountsMerge.Add)),
        ];

    [Fact]
    public async Task Features_OfAVersionWithAProfile_AreCountedInItsBins()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var profile = new DatasetProfile
        {
            Rows = 3,
            Columns =
            [
                new()
                {
                    Name = "distance",
                    Type = ColumnType.Integer,
                    BinEdges = [100, 200],
                    BinCounts = [1, 1, 1],
                },
                new()
                {
                    Name = "origin",
                    Type = ColumnType.Category,
                    Categories = new Dictionary<string, long> { ["LAX"] = 2, ["ORD"] = 1 },
                },
            ],
        };
        var digest = await azurite.Storage.Content.PutAsync(CanonicalJson.Serialize(profile));
        var plan = await gateway.PlanAsync(1, (1, TestModels.Flights(0), 10_000));
        await gateway.ServeAsync(plan with { Arms = [plan.Arms[0] with { Profile = digest }] });
        (await gateway.PredictAsync(Bodies.Of([100, 101, 200, 1e9f, float.NaN], ["LAX", "SFO", "", "ORD", "LAX"]))).Dispose();

        var counts = JsonSerializer.Deserialize<ServedCounts[]>(
            await gateway.Client.GetStringAsync(new Uri($"/v1/{gateway.Deployment}/counts", UriKind.Relative)),
            Wire.Options
        )!;
        var features = counts.Single().Arms.Single().Features;
        Assert.Equal((5, 1, ColumnType.Integer), (features[0].Count, features[0].Missing, features[0].Type));
        Assert.Equal([1, 2, 1], features[0].BinCounts);
        Assert.Equal(
            (5, 1, 1, "LAX:2,ORD:1"),
            (
                features[1].Count,
                features[1].Missing,
                features[1].OtherCategories,
                string.Join(',', features[1].Categories.Select(one => $"{one.Key}:{one.Value}"))
            )
        );
        Assert.Equal(
            2,
            await gateway.MetricAsync(
                "serverlessml_gateway_feature_values_total",
                $"deployment={gateway.Deployment}",
                "column=distance",
                "bin=200"
            )
        );
    }

    [Fact]
    public async Task AProfileThatCannotBeRead_DoesNotStopThePlan()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        var plan = await gateway.PlanAsync(1, (1, TestModels.Flights(0), 10_000));
        await gateway.ServeAsync(plan with { Arms = [plan.Arms[0] with { Profile = Digest.Of("gone"u8) }] });
        (await gateway.PredictAsync(Bodies.Of([150], ["x"]))).Dispose();
        Assert.Equal(
            1,
            await gateway.MetricAsync(
                "serverlessml_gateway_feature_values_total",
                $"deployment={gateway.Deployment}",
                "column=distance",
                "bin=200"
            )
        );
    }

    private static async Task SendAsync(RunningGateway gateway, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            using var answer = await gateway.PredictAsync(Bodies.One);
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    private async Task<List<ServedCounts>> ReadAsync(string deployment, int revision)
    {
        var container = azurite.Storage.Blobs.GetBlobContainerClient(StorageLayout.Counts);
        var documents = new List<ServedCounts>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = StorageLayout.CountsOf(deployment, revision) }))
        {
            documents.Add(
                CanonicalJson.Deserialize<ServedCounts>((await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content)
            );
        }

        return documents;
    }
}
