using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Functions.Audit;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Commands that arrive twice, late, or beside somebody else's, by the API of a running system.</summary>
[Collection(Worlds.Releases)]
public sealed class CommandStories(World world)
{
    private const string Reason = """{"reason":"a story"}""";

    [Fact]
    public async Task GivenARampAndThenAChampion_WhenPeopleSayTheSameTwice_ThenItIsDoneOnceAndWrittenDownOnce()
    {
        var pipeline = world.Pipeline("twice");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await run.ThenSaysAsync("holding at 50 %");
        (await pipeline.WhenOrderedAsync("rollback", """{"reason":"odd","version":2}""")).Is(HttpStatusCode.Conflict, "was never promoted");

        var said = await Task.WhenAll(
            pipeline.WhenOrderedAsync("rollout/skip", Reason),
            pipeline.WhenOrderedAsync("rollout/skip", Reason, role: "approver")
        );
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], said.Select(answer => answer.Status).Order());
        await run.ThenSaysAsync("holding at 100 %");
        var again = (await pipeline.WhenOrderedAsync("rollout/skip", Reason)).Is(HttpStatusCode.Conflict, "send 'revision'");
        var revision = (int)again.Json["current"]!["revision"]!;
        (await pipeline.WhenOrderedAsync("rollout/skip", $$"""{"reason":"a story","revision":{{revision}}}""")).Is(HttpStatusCode.Accepted);
        await run.ThenEndsAsync(RunState.Completed);

        var back = await Task.WhenAll(
            pipeline.WhenOrderedAsync("rollback", Reason, "incident-1"),
            pipeline.WhenOrderedAsync("rollback", Reason, "incident-2", "approver")
        );
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], back.Select(answer => answer.Status).Order());
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());

        await ThenAKeyIsAnsweredTheSameHoweverLateAsync(pipeline);
        var entries = (await world.GetAsync($"audit/{pipeline.Name}?top=100")).Is(HttpStatusCode.OK).Json["entries"]!.AsArray();
        Assert.Equal(["skip", "skip"], entries.Select(entry => (string?)entry!["action"]).Where(action => action == "skip"));
        Assert.Equal(3, entries.Count(entry => (string?)entry!["action"] == "rollback"));
        Assert.Equal(entries.Count, entries.Select(entry => (string?)entry!["key"]).Distinct().Count());
        Assert.Empty((await new AuditVerifier(world.Documents, TimeProvider.System).VerifyAsync(pipeline.Name)).Problems);
    }

    private static async Task ThenAKeyIsAnsweredTheSameHoweverLateAsync(PipelineStory pipeline)
    {
        const string forward = """{"reason":"mended","version":2}""";
        var first = (await pipeline.WhenOrderedAsync("rollback", forward, "incident/3 (a) #?%")).Is(HttpStatusCode.OK);
        (await pipeline.WhenOrderedAsync("rollback", Reason, "incident/3 (a) #?%")).Is(
            HttpStatusCode.UnprocessableEntity,
            "for another request"
        );
        (await pipeline.WhenOrderedAsync("rollback", """{"reason":"not mended","version":1}""")).Is(HttpStatusCode.OK);
        var late = (await pipeline.WhenOrderedAsync("rollback", forward, "incident/3 (a) #?%")).Is(HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(first.Json, late.Json));
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
    }
}
