using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Models;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

/// <summary>A model is somebody else's program, and takes no more than its contract gives.</summary>
[Collection(GatewayCollection.Name)]
public sealed class ModelLimitTests(StorageFixture azurite)
{
    private static readonly byte[] Loops = HostileModels.Loop("distance", trips: 2_000_000_000, threshold: 50);

    [Fact]
    public void Load_NumbersInAFile_RefusesIt() =>
        Assert.EndsWith(
            "cannot be served: it keeps the numbers of 'outside' in a file beside it. Export it as one file, without external data.",
            Assert.Throws<ModelRejectedException>(() => Load(HostileModels.ExternalInitializer("distance", "/etc/hostname"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Load_ModelThatLoopsOnEveryRow_RefusesIt() =>
        Assert.EndsWith(
            "cannot be served: it was ended after 0.1 s, the longest that a run may take",
            Assert
                .Throws<ModelRejectedException>(() =>
                    Load(HostileModels.Loop("distance", 2_000_000_000, float.NegativeInfinity, missing: true))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Enter_AfterARunThatBrokeTheLimits_LetsOneInUntilOneKeepsThem()
    {
        var place = new ModelPlace(TimeSpan.FromSeconds(1));
        Assert.Equal((false, false), (place.Enter(), place.Enter()));
        place.Leave(alone: false, kept: false);
        place.Leave(alone: false, kept: true);

        Assert.True(place.Enter());
        Assert.Throws<ModelLimitException>(() => place.Enter());
        place.Leave(alone: true, kept: false);
        Assert.True(place.Enter());
        place.Leave(alone: true, kept: true);
        Assert.Equal((false, false), (place.Enter(), place.Enter()));
    }

    [Fact]
    public async Task Predict_RowsThatLoop_Says503WithTheVersion_AndServesTheNextOnes()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite, settings: "--Gateway:ScoringTimeout=200");
        await gateway.ServeAsync(3, (7, Loops, 10_000));
        using var looping = await PredictAsync(gateway, 100);
        await RefusedAsync(looping, "Version 7 was ended after 0.2 s, the longest that a run may take.");

        using var answer = await PredictAsync(gateway, 1);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var version = (await gateway.StateAsync())!["versions"]![0]!;
        Assert.Equal((1, 1), (version["errors"]!.GetValue<int>(), version["requests"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Predict_RowsThatAskForGigabytes_Says503WithTheVersion_AndServesTheNextOnes()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(3, (7, HostileModels.Allocation("distance", elements: 700_000_000, threshold: 50), 10_000));
        using var greedy = await PredictAsync(gateway, 100);
        await RefusedAsync(greedy, "Version 7 asked for more memory than the 1024 MB that runs may take (SERVERLESSML_MODEL_MEMORY_MB).");
        using var answer = await PredictAsync(gateway, 1);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static ScoringModel Load(byte[] onnx) => ScoringModel.Load(Digest.Of(onnx), onnx, _ => { }, TimeSpan.FromMilliseconds(100));

    private static Task<HttpResponseMessage> PredictAsync(RunningGateway gateway, float distance) =>
        gateway.Client.PostAsJsonAsync($"/v1/{gateway.Deployment}/predict", new { rows = new[] { new { distance } } });

    private static async Task RefusedAsync(HttpResponseMessage answer, string detail)
    {
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "urn:serverlessml:gateway:scoring-limit", detail),
            (answer.StatusCode, (string?)problem["type"], (string?)problem["detail"])
        );
    }
}
