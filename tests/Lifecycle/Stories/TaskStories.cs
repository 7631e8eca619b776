using System.Net;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Labels that are a number, or one of several classes, from the landing zone to feedback.</summary>
[Collection(Worlds.Releases)]
public sealed class TaskStories(World world)
{
    private const string Training = "recipe: linear, parameters: { epochs: 12, batch-size: 50 }, seed: 7, threads: 1, heartbeat: 10s";

    [Fact]
    public async Task GivenALabelThatIsANumber_WhenBatchesLand_ThenVersionsAreComparedSignedServedAndWatchedByTheirErrors()
    {
        var pipeline = world.Pipeline("number");
        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Label = "{ name: late, type: number }",
                Training = Training,
                Capture = 1,
                Evaluation = "{ metric: mae, limits: { r2: 0.5, rmse: 3 }, min-gain: -1, slices: [city], min-slice-rows: 50 }",
                Steps = "[{ weight: 50, bake: 2s }, { weight: 100, bake: 1s }]",
                Watch = ", look-every: 1s, guardrails: { max-shift: 0.9 }, experiment: { metric: quality, margin: 0.3, min-outcomes: 30 }",
            }
        );

        var wrong = await pipeline.WhenBatchLandsAsync("wrong", LandedFile.Numbers(bad: "many"));
        await wrong.ThenEndsAsync(RunState.Rejected);
        Assert.Contains("is no finite number", (await wrong.ThenViolatesAsync("label-domain", "late")).Message, StringComparison.Ordinal);

        var first = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Numbers());
        await first.WhenApprovedAsync();
        await first.ThenEndsAsync(RunState.Completed);
        await pipeline.ThenServesAsync(1);
        var answer = (await pipeline.AskAsync("client")).Is(HttpStatusCode.OK);
        Assert.InRange((double)answer.Json["predictions"]![0]!["value"]!, 7, 11);
        (await world.FeedBackAsync(pipeline.Name, $$"""[{"requestId":"{{answer.Headers["X-Request-Id"]}}","label":"high"}]""")).Is(
            HttpStatusCode.BadRequest,
            "'label' must be a number, not"
        );

        var second = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Numbers(seed: 2));
        await second.ThenWaitsForApprovalAsync();
        var evidence = CanonicalJson.Deserialize<Evidence>((await second.EvidenceAsync()).Bytes);
        Assert.Equal((TaskKind.Regression, "mae", 1), (evidence.Evaluation.Task, evidence.Evaluation.Measure, evidence.Champion!.Value));
        Assert.Equal(
            ["bias", "calibration-slope", "mae-gain", "r2", "rmse"],
            evidence.Verdict.Reasons.Select(reason => reason.Measure).Order()
        );
        Assert.Equal(2, evidence.Evaluation.Slices.Count);
        var card = (await world.GetAsync($"runs/{second.Id}/card")).Is(
            HttpStatusCode.OK,
            "Predicted and actual",
            "Not defined for this task"
        );
        Assert.DoesNotContain("ROC", card.Text, StringComparison.Ordinal);
        await second.WhenApprovedAsync();
        await pipeline.WhenTrafficWithLabelsFlowsUntilEndOfAsync(second, (_, number) => number % 2 == 0 ? "9.2" : "9.6");

        await second.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        Assert.Equal((2, 1, null), await pipeline.AliasesAsync());
        var looks = (await world.GetAsync($"runs/{second.Id}/rollout")).Is(HttpStatusCode.OK).Json["looks"]!.AsArray();
        Assert.Contains(looks, look => (long?)look!["treated"]!["metrics"]!["quality"]?["count"] >= 30);
        // Both arms in the bins of the first version.
        Assert.Equal(evidence.Evaluation.Answers!.Edges!.Count, looks[^1]!["treated"]!["predictions"]!["edges"]!.AsArray().Count);
    }

    [Fact]
    public async Task GivenALabelOfThreeClasses_WhenABatchLands_ThenTheClassAndItsProbabilitiesAreServed()
    {
        var pipeline = world.Pipeline("classes");
        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Label = "{ name: late, values: [low, middle, high] }",
                Training = Training,
                Capture = 1,
                Evaluation = "{ limits: { accuracy: 0.6, 'recall:high': 0.5 } }",
            }
        );

        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Classes());
        await run.ThenWaitsForApprovalAsync();
        var evidence = CanonicalJson.Deserialize<Evidence>((await run.EvidenceAsync()).Bytes);
        Assert.Equal(
            ["accuracy", "calibration-slope", "macro-auc", "observed-to-expected", "recall:high", "skill"],
            evidence.Verdict.Reasons.Select(reason => reason.Measure).Order()
        );
        (await world.GetAsync($"runs/{run.Id}/card?format=markdown")).Is(HttpStatusCode.OK, "Confusion", "compared by the log-loss");
        await run.WhenApprovedAsync();
        await run.ThenEndsAsync(RunState.Completed);
        await pipeline.ThenServesAsync(1);

        var answer = (await pipeline.AskAsync("client")).Is(HttpStatusCode.OK);
        var prediction = answer.Json["predictions"]![0]!;
        Assert.Equal("high", (string?)prediction["class"]);
        Assert.Equal(["low", "middle", "high"], prediction["probabilities"]!.AsObject().Select(one => one.Key));
        string Came(string label) => $$"""[{"requestId":"{{answer.Headers["X-Request-Id"]}}","label":{{label}}}]""";
        (await world.FeedBackAsync(pipeline.Name, Came("\"middle\""))).Is(HttpStatusCode.Accepted);
        (await world.FeedBackAsync(pipeline.Name, Came("\"medium\""))).Is(HttpStatusCode.UnprocessableEntity, "low, middle, high");
        (await world.FeedBackAsync(pipeline.Name, Came("1"))).Is(HttpStatusCode.UnprocessableEntity, "low, middle, high");
    }
}
