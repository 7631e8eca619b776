using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Releases)]
public sealed class DecisionStories(World world)
{
    private static readonly string Other = Digest.Of("other"u8).ToString();

    [Fact]
    public async Task GivenAWaitingRun_WhenOtherEvidenceIsSigned_ThenItIsRefusedNamingBoth()
    {
        var (_, run) = await GivenWaitingRunAsync("other");
        var evidence = await run.ThenWaitsForApprovalAsync();

        (await run.WhenSignedAsync(Other)).Is(HttpStatusCode.Conflict, Other, evidence);

        Assert.Equal(evidence, await run.ThenWaitsForApprovalAsync());
    }

    [Fact]
    public async Task GivenAWaitingRun_WhenAnybodyButAnApproverSigns_ThenItIsForbidden()
    {
        var (_, run) = await GivenWaitingRunAsync("role");
        var evidence = await run.ThenWaitsForApprovalAsync();

        (await run.WhenSignedAsync(evidence, role: "engineer")).Is(HttpStatusCode.Forbidden, "engineer@local", "approver");
        (await run.WhenSignedAsync(evidence, role: "operator")).Is(HttpStatusCode.Forbidden, "operator@local", "approver");

        Assert.Empty((await run.ManifestAsync()).Json["decisions"]!.AsArray());
    }

    [Fact]
    public async Task GivenAChallenger_WhenItIsRejectedWithAComment_ThenTheRunEndsWithItAndTheChampionStays()
    {
        var pipeline = world.Pipeline("reject");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));

        (await run.WhenSignedAsync(await run.ThenWaitsForApprovalAsync(), approved: false, comment: "not before the holidays")).Is(
            HttpStatusCode.Accepted
        );

        await run.ThenEndsAsync(RunState.Rejected, "approver@local rejected it: not before the holidays");
        await pipeline.ThenChampionStillServesAsync();
        Assert.False((bool?)(await run.ManifestAsync()).Json["decisions"]![0]!["approved"]);
        (await run.WhenSignedAsync(Other)).Is(HttpStatusCode.Conflict, run.Id, "does not wait");
    }

    [Fact]
    public async Task GivenAWaitingRun_WhenNobodyDecidesInTime_ThenItExpires()
    {
        var pipeline = world.Pipeline("expires");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Expires = "500ms" });

        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());

        await run.ThenEndsAsync(RunState.Rejected, "nobody decided within");
    }

    [Fact]
    public async Task GivenAPipelineThatNeedsNoApproval_WhenTheGateIsContent_ThenTheReleaseGoesOn()
    {
        var pipeline = world.Pipeline("trusted");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Approvals = 0 });

        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());

        await run.ThenEndsAsync(RunState.Completed, "version 1");
        Assert.Empty((await run.ManifestAsync()).Json["decisions"]!.AsArray());
    }

    [Fact]
    public async Task GivenAWaitingRun_WhenItIsCancelled_ThenItEndsAndNothingIsServed()
    {
        var (pipeline, run) = await GivenWaitingRunAsync("cancel");

        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Accepted, run.Id);

        await run.ThenEndsAsync(RunState.Cancelled, "cancelled by operator@local");
        Assert.Equal((null, null, null), await pipeline.AliasesAsync());
        Assert.Equal(
            "operator@local define, operator@local cancel",
            string.Join(
                ", ",
                (await world.GetAsync($"audit/{pipeline.Name}")).Json["entries"]!
                    .AsArray()
                    .Select(entry => $"{entry!["who"]} {entry["action"]}")
            )
        );
        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Conflict, run.Id, "has ended and cannot be cancelled");
    }

    [Fact]
    public async Task GivenAChampion_WhenACandidateIsBelowTheFloor_ThenTheGateRejectsItWithTheReason()
    {
        var pipeline = world.Pipeline("floor");
        await pipeline.GivenChampionAsync();

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Noise());

        await run.ThenEndsAsync(RunState.Rejected, "the candidate's AUC is 0.", "below the limit of 0.8000");
        await pipeline.ThenChampionStillServesAsync();
    }

    [Fact]
    public async Task GivenAChampion_WhenACandidateIsNotBetterEnough_ThenTheGateRejectsItWithTheReason()
    {
        var pipeline = world.Pipeline("gain");
        await pipeline.GivenChampionAsync(pipeline.Text with { MinGain = 0.3 });

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));

        await run.ThenEndsAsync(RunState.Rejected, "the gain in AUC over the champion is", "below the limit of 0.3000");
        await pipeline.ThenChampionStillServesAsync();
    }

    private async Task<(PipelineStory Pipeline, RunStory Run)> GivenWaitingRunAsync(string word)
    {
        var pipeline = world.Pipeline(word);
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await run.ThenWaitsForApprovalAsync();
        return (pipeline, run);
    }
}
