using System.Net;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>A batch that broke rules waits for a person with the right, as long as the policy says.</summary>
[Collection(Worlds.Batches)]
public sealed class OverrideStories(World world)
{
    [Fact]
    public async Task GivenAPolicyOfOverrides_WhenABatchBreaksARule_ThenAnOperatorCanAcceptItOnce_AndItStaysMarked()
    {
        var (pipeline, run, report) = await GivenWaitingAsync("override");
        Assert.Contains($"POST /api/runs/{run.Id}/override", await ProblemAsync(pipeline), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await WhenOverriddenAsync(run, "approver", report)).Status);
        var other = await WhenOverriddenAsync(run, "operator", Digest.Of([1]).ToString());
        Assert.Equal((HttpStatusCode.Conflict, report), (other.Status, (string?)other.Json["current"]!["report"]));
        (await WhenOverriddenAsync(run, "operator", report, "key")).Is(HttpStatusCode.Accepted);
        // The same again is answered the same; anybody else comes late.
        (await WhenOverriddenAsync(run, "operator", report, "key")).Is(HttpStatusCode.Accepted);
        Assert.Equal(HttpStatusCode.Conflict, (await WhenOverriddenAsync(run, "operator", report)).Status);

        await run.WhenApprovedAsync();
        await run.ThenEndsAsync(Contracts.Runs.RunState.Completed);
        Assert.Equal("the sensor was exchanged", (string?)(await run.EvidenceAsync()).Json["override"]!["reason"]);
        Assert.Equal("the sensor was exchanged", (string?)(await run.ViewAsync())["overridden"]!["reason"]);
        Assert.Contains("Its batch was overridden", (await world.GetAsync($"runs/{run.Id}/card")).Text, StringComparison.Ordinal);
        var audit = (await world.GetAsync($"audit/{pipeline.Name}")).Json["entries"]!.AsArray();
        Assert.Single(audit, entry => (string?)entry!["action"] == "override");
        Assert.Null(await ProblemAsync(pipeline));
        Assert.False(
            await world.Container(StorageLayout.Models).GetBlobClient(StorageLayout.Batches(pipeline.Name)).ExistsAsync(),
            "the overridden batch is among the accepted ones"
        );
    }

    [Fact]
    public async Task GivenARunThatWaitsForAnOverride_WhenItIsCancelled_ThenItEndsAndTakesNoOverride()
    {
        var (_, run, report) = await GivenWaitingAsync("waits");

        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Accepted);

        await run.ThenEndsAsync(Contracts.Runs.RunState.Cancelled);
        var late = await WhenOverriddenAsync(run, "operator", report);
        Assert.Equal((HttpStatusCode.Conflict, "cancelled"), (late.Status, (string?)late.Json["current"]!["state"]));
    }

    private async Task<(PipelineStory Pipeline, RunStory Run, string Report)> GivenWaitingAsync(string word)
    {
        var pipeline = world.Pipeline(word);
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Validation = ", override: { wait: 1h }" });
        var run = await pipeline.WhenBatchLandsAsync("wide", LandedFile.With(i => i < 7 ? $"{i + 5},0.1,Bern,1" : null, seed: 41));
        var report = await WaitFor.ValueAsync(
            $"{run.Id} to wait for an override",
            async () => (string?)(await run.ViewAsync())["override"]?["report"],
            TimeSpan.FromSeconds(60)
        );
        return (pipeline, run, report);
    }

    private Task<Answer> WhenOverriddenAsync(RunStory run, string role, string report, string? key = null) =>
        world.PostAsync(
            $"runs/{run.Id}/override",
            role,
            new JsonObject { ["report"] = report, ["reason"] = "the sensor was exchanged" }.ToJsonString(),
            key
        );

    private async Task<string?> ProblemAsync(PipelineStory pipeline)
    {
        var note = world.Container(StorageLayout.Landing).GetBlobClient($"{pipeline.Name}/wide/_PROBLEM.txt");
        return await note.ExistsAsync() ? (await note.DownloadContentAsync()).Value.Content.ToString() : null;
    }
}
