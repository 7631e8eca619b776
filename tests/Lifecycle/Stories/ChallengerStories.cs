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
        Assert.Equal(
            ["version 2 at 50 % of the traffic", "version 2 at 100 % of the traffic"],
            steps.Where(step => step.StartsWith("version 2 at", StringComparison.Ordinal)).Select(step => step.Split(',')[0])
        );
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
        var (candidate, champion) = (
            evidence.Evaluation.Candidate.ValueOf("auc")!.Value,
            evidence.Evaluation.Champion.ValueOf("auc")!.Value
        );
        Assert.InRange(candidate, 0.9, 1);
        Assert.Equal(candidate - champion, evidence.Evaluation.Differences["auc"].Difference, 9);
        Assert.All(evidence.Verdict.Reasons, reason => Assert.True(reason.Holds));
    }

    [Fact]
    public async Task GivenAChampion_WhenAColumnIsDropped_ThenClientsThatStillSendItAreAnsweredByBothVersions()
    {
        var pipeline = world.Pipeline("dropped");
        await pipeline.GivenChampionAsync();
        const string noise = "noise: { type: number }";
        Assert.Contains(noise, pipeline.Text.ToString(), StringComparison.Ordinal);
        (await world.PutAsync($"pipelines/{pipeline.Name}", pipeline.Text.ToString().Replace(noise, "", StringComparison.Ordinal))).Is(
            HttpStatusCode.OK
        );

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.ThenWaitsForApprovalAsync();
        var evidence = CanonicalJson.Deserialize<Evidence>((await run.EvidenceAsync()).Bytes);
        Assert.NotNull(evidence.Evaluation.Champion!.ValueOf("auc"));
        Assert.Equal("noise", Assert.Single(evidence.Evaluation.Changes!.Removed).Name);
        (await world.GetAsync($"runs/{run.Id}/card")).Is(HttpStatusCode.OK, "Clients need no longer send");
        await run.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);

        await run.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        await pipeline.ThenServesAsync(2);
        var versions = (await world.GatewayStateAsync(pipeline.Name)).Json["versions"]!.AsArray();
        Assert.All(versions, version => Assert.Equal((0, 0), ((int)version!["rejected"]!, (int)version["errors"]!)));
        (await world.PredictAsync(pipeline.Name, """{"rows":[{"level":0.9}]}""", "client")).Is(
            HttpStatusCode.BadRequest,
            "Version 2 requires the column 'city'"
        );
    }

    [Fact]
    public async Task GivenATrainingWindow_WhenBatchesLand_ThenEachIsTrainedOnInTheRunsThatTheWindowSays_AndReproduced()
    {
        var pipeline = world.Pipeline("window");
        var text = pipeline.Text with
        {
            Training = $"{pipeline.Text.Training}, window: {{ batches: 2 }}",
            Evaluation = "{ on: both, min-auc: 0.8, min-gain: -0.2 }",
        };
        await pipeline.GivenChampionAsync(text);
        var rejected = await pipeline.WhenBatchLandsAsync("broken", LandedFile.With(row => row == 3 ? "high,0.1,Bern,1" : null, seed: 5));
        await rejected.ThenEndsAsync(RunState.Rejected);

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.ThenWaitsForApprovalAsync();
        var evidence = CanonicalJson.Deserialize<Evidence>((await run.EvidenceAsync()).Bytes);
        // 2,000 rows a batch, of which a fifth is held out in each, and a twentieth of the others measures the training: 3,040, by lot.
        Assert.InRange(evidence.Cost!.Rows, 2900, 3200);
        Assert.InRange(evidence.Evaluation.Rows, 600, 1000);
        Assert.InRange(evidence.Evaluation.Newest!.Rows, 300, 500);
        var manifest = (await run.ManifestAsync()).Json;
        Assert.Equal((string?)manifest["window"], evidence.Window.ToString());
        Assert.Equal(
            "trained on 2 batches: founding, 2026-02",
            manifest["steps"]!.AsArray().Single(step => (string)step!["key"]! == "window")!["what"]!.GetValue<string>()
        );

        var again = await run.WhenReproducedAsync();
        await again.ThenEndsAsync(RunState.Completed);
        Assert.True((bool?)(await again.ManifestAsync()).Json["identical"]);
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
        Assert.InRange(
            (DateTimeOffset)state["appliedAt"]! - (DateTimeOffset)plan.Json["updatedAt"]!,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1)
        );
        // What was rolled back from is no version to go back to.
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
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
            pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good(seed: 1)),
            pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2))
        );
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
