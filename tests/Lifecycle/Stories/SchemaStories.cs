using System.Net;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>The first batch makes a schema, and people change it.</summary>
[Collection(Worlds.Batches)]
public sealed class SchemaStories(World world)
{
    [Fact]
    public async Task GivenASchema_WhenABatchBringsANewValue_ThenBothSidesAreTold_AndAPersonAcceptsItOnce()
    {
        var pipeline = world.Pipeline("schema");
        await pipeline.GivenDefinitionAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync($"pipelines/{pipeline.Name}/schema")).Status);
        var first = await pipeline.WhenBatchLandsAsync("first", LandedFile.Good(seed: 51));
        await first.ThenReachesAsync(Contracts.Runs.Stage.Training);
        var schema = (await world.GetAsync($"pipelines/{pipeline.Name}/schema")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((1, first.Id), ((int)schema["version"]!, (string?)schema["changes"]![0]!["runId"]));

        var second = await pipeline.WhenBatchLandsAsync("second", LandedFile.With(i => i < 50 ? "0.5,0.1,Basle,1" : null, seed: 52));
        await second.ThenReachesAsync(Contracts.Runs.Stage.Training);
        var diff = (await world.GetAsync($"pipelines/{pipeline.Name}/schema/diff?run={second.Id}")).Is(HttpStatusCode.OK).Json;
        var city = Assert.Single(diff["differences"]!.AsArray(), one => (string?)one!["column"] == "city")!;
        Assert.Equal(("newCategory", 50), ((string?)city["kind"], (int)city["rows"]!));

        Assert.Equal(HttpStatusCode.Forbidden, (await WhenAcceptedAsync(pipeline, second, 1, "approver")).Status);
        (await WhenAcceptedAsync(pipeline, second, 2, "engineer")).Is(HttpStatusCode.Conflict, "which is now 1");
        var next = (await WhenAcceptedAsync(pipeline, second, 1, "engineer", "key")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(2, (int)next["version"]!);
        Assert.Equal(2, (int)(await WhenAcceptedAsync(pipeline, second, 1, "engineer", "key")).Is(HttpStatusCode.OK).Json["version"]!);
        (await WhenAcceptedAsync(pipeline, second, 1, "engineer")).Is(HttpStatusCode.Conflict, "which is now 2");
        var audit = (await world.GetAsync($"audit/{pipeline.Name}")).Json["entries"]!.AsArray();
        Assert.Single(audit, entry => (string?)entry!["action"] == "schema");
    }

    private Task<Answer> WhenAcceptedAsync(PipelineStory pipeline, RunStory run, int version, string role, string? key = null) =>
        world.PostAsync(
            $"pipelines/{pipeline.Name}/schema/accept",
            role,
            new JsonObject
            {
                ["version"] = version,
                ["run"] = run.Id,
                ["reason"] = "a new office",
            }.ToJsonString(),
            key
        );
}
