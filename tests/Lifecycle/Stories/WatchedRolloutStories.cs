using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Rollouts that move as fast as the evidence allows, with real traffic, real counts and outcomes that come late.</summary>
[Collection(Worlds.Releases)]
public sealed class WatchedRolloutStories(World world)
{
    private const string Watch =
        ", look-every: 1s, guardrails: { max-p99: 10m, max-shift: 0.9 }, experiment: { metric: outcome, margin: 0.3, min-outcomes: 30 }";
    private const string Steps = "[{ weight: 50, bake: 2s }, { weight: 100, bake: 1s }]";

    [Fact]
    public async Task GivenAWatchedRollout_WhenTheNewVersionIsNoWorse_ThenItRampsToTheTop()
    {
        var pipeline = world.Pipeline("watched-good");
        await pipeline.GivenChampionAsync(Text(pipeline));
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();

        await pipeline.WhenTrafficWithOutcomesFlowsUntilEndOfAsync(run, (_, number) => number % 10 != 0);

        await run.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        await pipeline.ThenServesAsync(2);
        Assert.Equal((2, 1, null), await pipeline.AliasesAsync());
        var rollout = (await world.GetAsync($"runs/{run.Id}/rollout")).Is(HttpStatusCode.OK).Json;
        var looks = rollout["looks"]!.AsArray();
        Assert.True(looks.Count >= 2);
        Assert.Equal(Enumerable.Range(1, looks.Count), looks.Select(look => (int)look!["number"]!));
    }

    [Fact]
    public async Task GivenAWatchedRollout_WhenOutcomesShowTheNewVersionWorse_ThenItIsTurnedBackByItself()
    {
        var pipeline = world.Pipeline("watched-bad");
        await pipeline.GivenChampionAsync(Text(pipeline));
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();

        await pipeline.WhenTrafficWithOutcomesFlowsUntilEndOfAsync(run, (version, number) =>
            version == 1 ? number % 10 != 0 : number % 5 == 0
        );

        await run.ThenEndsAsync(RunState.Rejected, "turned back at 50 %", "the lift of 'outcome' is -");
        await pipeline.ThenServesAsync(1);
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
    }

    [Fact]
    public async Task GivenAWatchedRollout_WhenAnOperatorPausesAndAborts_ThenItHoldsAndGoesBack()
    {
        var pipeline = world.Pipeline("watched-words");
        await pipeline.GivenChampionAsync(Text(pipeline));
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await run.ThenSaysAsync("version 2 at 50 %");

        (await OrderAsync(pipeline, "pause", "engineer")).Is(HttpStatusCode.Forbidden);
        (await OrderAsync(pipeline, "wait", "operator")).Is(HttpStatusCode.NotFound, "pause, resume, skip and abort");
        (await OrderAsync(pipeline, "pause,abort", "operator")).Is(HttpStatusCode.NotFound, "pause, resume, skip and abort");
        (await OrderAsync(pipeline, "+3", "operator")).Is(HttpStatusCode.NotFound, "pause, resume, skip and abort");
        (await OrderAsync(pipeline, "pause", "operator")).Is(HttpStatusCode.Accepted, "operator@local");
        await run.ThenSaysAsync("paused at 50 % by operator@local: a story");
        (await OrderAsync(pipeline, "abort", "operator")).Is(HttpStatusCode.Accepted);

        await run.ThenEndsAsync(RunState.Rejected, "aborted by operator@local: a story");
        await pipeline.ThenServesAsync(1);
        (await OrderAsync(pipeline, "pause", "operator")).Is(HttpStatusCode.Conflict, "no rollout under way");
    }

    private Task<Answer> OrderAsync(PipelineStory pipeline, string order, string role) =>
        world.PostAsync($"deployments/{pipeline.Name}/rollout/{order}", role, """{"reason":"a story"}""");

    private static PipelineText Text(PipelineStory pipeline) => pipeline.Text with { Steps = Steps, Watch = Watch, Capture = 1 };
}
