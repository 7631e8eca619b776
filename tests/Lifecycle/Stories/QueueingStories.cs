using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Approval;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>A deployment has one place for a challenger. Beside the outages, since the waiting takes as long as theirs.</summary>
[Collection(Worlds.Outages)]
public sealed class QueueingStories(World world)
{
    [Fact]
    public async Task GivenAReleaseThatRamps_WhenASecondOneIsApproved_ThenItWaitsAndItsEvidenceIsRenewed()
    {
        var pipeline = world.Pipeline("queue");
        await pipeline.GivenChampionAsync();
        var first = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        var second = await pipeline.WhenBatchLandsAsync("2026-03", LandedFile.Good(seed: 3));
        var old = await second.ThenWaitsForApprovalAsync();
        await first.WhenApprovedAsync();
        await first.ThenSaysAsync("version 2 at 50 %");

        (await second.WhenSignedAsync(old)).Is(HttpStatusCode.Accepted);
        await second.ThenSaysAsync($"waiting for the rollout of version 2 by run {first.Id}");
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(first);

        await first.ThenEndsAsync(RunState.Completed, "version 2");
        var renewed = await second.ThenWaitsForApprovalAsync(other: old);
        (await second.WhenSignedAsync(old)).Is(HttpStatusCode.Conflict, old, renewed);
        Assert.Equal(2, CanonicalJson.Deserialize<Evidence>((await second.EvidenceAsync()).Bytes).Champion);
    }

    [Fact]
    public async Task GivenAPlaceHeldByARunThatEnded_WhenTheNextReleaseComes_ThenItTakesThePlace()
    {
        var pipeline = world.Pipeline("place");
        await pipeline.GivenChampionAsync();
        var ended = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await ended.WhenApprovedAsync();
        await ended.ThenSaysAsync("version 2 at 50 %");
        await pipeline.WhenRolledBackAsync();
        await ended.ThenEndsAsync(RunState.Rejected);
        await GivenPlaceStillTakenAsync(pipeline, 2);

        var next = await pipeline.WhenBatchLandsAsync("2026-03", LandedFile.Good(seed: 3));
        await next.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(next);

        await next.ThenEndsAsync(RunState.Completed, "version 3");
        Assert.Equal((3, 1, null), await pipeline.AliasesAsync());
    }

    // What a host leaves that loses its storage for good between the end of a ramp and its settling.
    private async Task GivenPlaceStillTakenAsync(PipelineStory pipeline, int version)
    {
        var blob = world.Container(StorageLayout.Models).GetBlobClient(StorageLayout.Aliases(pipeline.Name));
        var aliases = JsonNode.Parse((await blob.DownloadContentAsync()).Value.Content)!;
        aliases["challenger"] = version;
        await blob.UploadAsync(BinaryData.FromString(aliases.ToJsonString()), overwrite: true);
    }
}
