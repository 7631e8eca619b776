using System.Net;
using ServerlessML.Contracts.Approval;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Releases)]
public sealed class ChallengerStories(World world)
{
    [Fact]
    public async Task GivenAChampion_WhenAChallengerRampsToTheTop_ThenItIsChampionAndTheOldOnePrevious()
    {
        var pipeline = world.Pipeline("ramp");
        await pipeline.GivenChampionAsync();

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);

        await run.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        Assert.Equal((2, 1, null), await pipeline.AliasesAsync());
        await pipeline.ThenServesAsync(2);
        var steps = (await run.ManifestAsync()).Json["steps"]!.AsArray().Select(step => (string)step!["what"]!);
        Assert.Equal(["version 2 at 50 % of the traffic", "version 2 at 100 % of the traffic"],
            steps.Where(step => step.StartsWith("version 2 at", StringComparison.Ordinal)).Select(step => step.Split(',')[0]));
    }

    [Fact]
    public async Task GivenAChallenger_WhenItIsEvaluated_ThenBothWereScoredOnTheSameHoldout()
    {
        var pipeline = world.Pipeline("holdout");
        await pipeline.GivenChampionAsync();

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.ThenWaitsForApprovalAsync();

        var evidence = CanonicalJson.Deserialize<Evidence>((await run.EvidenceAsync()).Bytes);
        Assert.Equal(1, evidence.Champion);
        Assert.Equal(1, evidence.Evaluation.Champion!.Version);
        Assert.InRange(evidence.Evaluation.Rows, 300, 500);
        var (candidate, champion) = (evidence.Evaluation.Candidate.ValueOf("auc")!.Value, evidence.Evaluation.Champion.ValueOf("auc")!.Value);
        Assert.InRange(candidate, 0.9, 1);
        Assert.Equal(candidate - champion, evidence.Evaluation.Differences["auc"].Difference, 9);
        Assert.All(evidence.Verdict.Reasons, reason => Assert.True(reason.Holds));
    }

    [Fact]
    public async Task GivenANewChampion_WhenAnOperatorRollsBack_ThenTheOldOneServesWithinASecond()
    {
        var pipeline = world.Pipeline("back");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);
        await pipeline.ThenServesAsync(2);

        (await pipeline.WhenRolledBackAsync("engineer")).Is(HttpStatusCode.Forbidden, "engineer@local", "operator");
        await pipeline.ThenServesAsync(2);
        var plan = (await pipeline.WhenRolledBackAsync()).Is(HttpStatusCode.OK, "operator@local", "a story");
        await pipeline.ThenServesAsync(1);

        var state = (await world.GatewayStateAsync(pipeline.Name)).Json;
        Assert.Equal((int?)plan.Json["revision"], (int?)state["revision"]);
        Assert.InRange((DateTimeOffset)state["appliedAt"]! - (DateTimeOffset)plan.Json["updatedAt"]!, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((1, 2, null), await pipeline.AliasesAsync());
    }

    [Fact]
    public async Task GivenARampThatHolds_WhenAnOperatorRollsBack_ThenTheRunIsTurnedBackAndTheChampionKept()
    {
        var pipeline = world.Pipeline("holding");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await run.ThenSaysAsync("holding at 50 %");

        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Conflict, run.Id, "Roll its deployment back");
        (await pipeline.WhenRolledBackAsync()).Is(HttpStatusCode.OK);

        await run.ThenEndsAsync(RunState.Rejected, "operator@local rolled back: a story");
        await pipeline.ThenServesAsync(1);
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
    }

    [Fact]
    public async Task GivenTwoBatchesAtOnce_WhenTheFirstIsReleased_ThenTheSecondsEvidenceIsRenewed()
    {
        var pipeline = world.Pipeline("two");
        await pipeline.GivenDefinitionAsync();
        var landed = await Task.WhenAll(
            pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good(seed: 1)), pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2)));
        var old = await landed[1].ThenWaitsForApprovalAsync();
        await landed[0].WhenApprovedAsync();
        await landed[0].ThenEndsAsync(RunState.Completed, "version 1");

        (await landed[1].WhenSignedAsync(old)).Is(HttpStatusCode.Accepted);
        var renewed = await landed[1].ThenWaitsForApprovalAsync(other: old);
        (await landed[1].WhenSignedAsync(old)).Is(HttpStatusCode.Conflict, old, renewed);
        (await landed[1].WhenSignedAsync(renewed)).Is(HttpStatusCode.Accepted);
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(landed[1]);

        await landed[1].ThenEndsAsync(RunState.Completed, "version 2");
        Assert.Equal(1, CanonicalJson.Deserialize<Evidence>((await landed[1].EvidenceAsync()).Bytes).Champion);
        Assert.Equal((2, 1, null), await pipeline.AliasesAsync());
    }
}
