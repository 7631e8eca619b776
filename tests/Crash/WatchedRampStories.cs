using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using Xunit.Abstractions;

namespace ServerlessML.Tests.Crash;

/// <summary>
/// The host is killed at seeded random points of rollouts that go by evidence: A/A check, shadow and ramp. Whatever is killed when:
/// traffic, aliases and baseline tell one story.
/// </summary>
public sealed class WatchedRampStories(SystemUnderFire system, ITestOutputHelper output) : IClassFixture<SystemUnderFire>
{
    private const int MostKills = 10;
    private static readonly TimeSpan RunEnds = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task GivenAGoodCandidate_WhenTheHostIsKilledAgainAndAgainInItsRamp_ThenItIsPromotedWhole()
    {
        var (pipeline, manifest) = await RampAsync("ramp-good", seed: 4, came: (_, number) => number % 10 != 0);

        Assert.Equal((RunState.Completed, 2), (manifest.State, manifest.Version!.Value));
        Assert.Equal(
            ["aa", "shadow", "step-1", "step-2"],
            manifest
                .Steps.Where(step => step.Stage == Stage.Rollout)
                .Select(step => step.Key)
                .Intersect(["aa", "shadow", "step-1", "step-2"])
        );
        await ServesAsync(pipeline, version: 2, previous: 1);
    }

    [Fact]
    public async Task GivenACandidateThatOutcomesShowWorse_WhenTheHostIsKilledAgainAndAgainInItsRamp_ThenTheChampionIsBackWhole()
    {
        var (pipeline, manifest) = await RampAsync("ramp-bad", seed: 5, came: (version, number) =>
            version == 1 ? number % 10 != 0 : number % 5 == 0
        );

        Assert.Equal(RunState.Rejected, manifest.State);
        Assert.Contains("turned back", manifest.Outcome, StringComparison.Ordinal);
        await ServesAsync(pipeline, version: 1, previous: null);
    }

    private async Task<(string Pipeline, RunManifest Manifest)> RampAsync(string name, int seed, Func<int, int, bool> came)
    {
        var pipeline = new Pipeline(name, approvals: 0, system.Storage) { Watched = true };
        await pipeline.PutAsync(system.Api);
        await pipeline.LandAsync();
        await EndAsync(name, runs: 1);
        await using var clients = new ClientsWithOutcomes(system.Gateway, name, came);
        clients.Start();
        await pipeline.LandAsync();
        var ramping = await WaitFor.ValueAsync(
            $"the ramp of {name}",
            async () =>
                (await ManifestsAsync(name)).FirstOrDefault(manifest =>
                    manifest.Batch == "batch-2" && manifest.Steps.Any(step => step.Stage == Stage.Rollout)
                ),
            RunEnds
        );

        var random = new Random(seed);
        for (var kill = 1; kill <= MostKills && !await HasEndedAsync(ramping.RunId); kill++)
        {
            await PassAsync(TimeSpan.FromMilliseconds(random.Next(20, 2500)));
            await system.Host.KillAsync();
            output.WriteLine($"kill {kill} of {name}: {await new Released(system.Storage).TogetherAsync(name)}");
            system.Host.Start();
            await system.HostAnswersAsync();
        }

        await EndAsync(name, runs: 2);
        return (name, (await ManifestsAsync(name)).Single(manifest => manifest.RunId == ramping.RunId));
    }

    private async Task ServesAsync(string name, int version, int? previous)
    {
        output.WriteLine(await new Released(system.Storage).TogetherAsync(name));
        var plan = await ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(name));
        var aliases = await ReadAsync<ModelAliases>(StorageLayout.Models, StorageLayout.Aliases(name));
        Assert.Equal(version, plan.Arms.Single(arm => arm.Weight == TrafficPlan.WholeWeight).Version);
        Assert.Equal((version, previous, null), (aliases.Champion, aliases.Previous, aliases.Challenger));
        await new Audit(system.Storage).PlansAsync(name);
        await new Audit(system.Storage).QueuesAsync();
    }

    private Task EndAsync(string name, int runs) =>
        WaitFor.TrueAsync(
            $"{runs} runs of {name} to end",
            async () =>
                await system.Api.RunsAsync(name) is { } found
                && found.Count == runs
                && found.All(run => (string?)run["state"] != RunState.Running),
            RunEnds
        );

    private async Task<bool> HasEndedAsync(string runId) =>
        (string?)(await system.Api.FindAsync($"/api/runs/{runId}"))?["state"] is { } state && state != RunState.Running;

    private async Task<IReadOnlyList<RunManifest>> ManifestsAsync(string name)
    {
        List<RunManifest> manifests = [];
        await foreach (var document in system.Storage.Documents.ListAsync(StorageLayout.Runs, name))
        {
            if (document.EndsWith("manifest.json", StringComparison.Ordinal))
            {
                manifests.Add(await ReadAsync<RunManifest>(StorageLayout.Runs, document));
            }
        }

        return manifests;
    }

    private async Task<T> ReadAsync<T>(string container, string name)
        where T : class =>
        (await system.Storage.Documents.ReadAsync<T>(container, name))?.Value
        ?? throw new InvalidOperationException($"{container}/{name} is missing.");

    private static async Task PassAsync(TimeSpan time)
    {
        using var moment = new PeriodicTimer(time);
        await moment.WaitForNextTickAsync();
    }
}
