using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>
/// What comes before a rollout's first step, with real traffic: the champion against itself, and the new version in its shadow.
/// </summary>
[Collection(Worlds.Releases)]
public sealed class RolloutPhaseStories(World world)
{
    private const string Steps = "[{ weight: 50, bake: 1s }, { weight: 100, bake: 1s }]";

    [Fact]
    public async Task GivenAPlanThatAsksForThem_WhenTrafficFlows_ThenCheckAndShadowComeBeforeTheSteps()
    {
        var pipeline = world.Pipeline("phases-good");
        var run = await ReleasedAsync(
            pipeline,
            ", look-every: 1s, aa: { duration: 1s, min-requests: 60, max-shift: 0.5 }, shadow: { duration: 1s, share: 1, "
                + "min-requests: 40, max-p99: 10s, max-disagreement: 0.9 }"
        );

        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);

        await run.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        await pipeline.ThenServesAsync(2);
        var looks = (await world.GetAsync($"runs/{run.Id}/rollout")).Is(HttpStatusCode.OK).Json["looks"]!.AsArray();
        Assert.Equal(["aa", "shadow", null], looks.Select(look => (string?)look!["phase"]).Distinct());
        var shadow = looks.Last(look => (string?)look!["phase"] == "shadow")!;
        Assert.True((long)shadow["differences"]!["rows"]! >= 40, shadow.ToJsonString());
        var plan = (await world.GetAsync($"deployments/{pipeline.Name}/traffic")).Is(HttpStatusCode.OK).Json;
        Assert.Null(plan["shadows"]);
        Assert.DoesNotContain("twin", plan.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAShadowThatDiffersTooMuch_WhenTrafficFlows_ThenNoClientEverMeetsTheNewVersion()
    {
        var pipeline = world.Pipeline("phases-shadow");
        var run = await ReleasedAsync(
            pipeline,
            ", look-every: 1s, shadow: { duration: 20s, share: 1, min-requests: 20, max-difference: 0 }"
        );
        await run.ThenSaysAsync("in the shadow of version 1");
        Assert.Equal("shadow", (string?)(await world.GetAsync($"runs/{run.Id}")).Is(HttpStatusCode.OK).Json["phase"]);

        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);

        await run.ThenEndsAsync(RunState.Rejected, "turned back in the shadow, before any traffic was shifted");
        await pipeline.ThenServesAsync(1);
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
        var plan = (await world.GetAsync($"deployments/{pipeline.Name}/traffic")).Is(HttpStatusCode.OK).Json;
        Assert.Null(plan["shadows"]);
    }

    private static async Task<RunStory> ReleasedAsync(PipelineStory pipeline, string watch)
    {
        await pipeline.GivenChampionAsync(pipeline.Text with { Steps = Steps, Watch = watch });
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        return run;
    }
}
