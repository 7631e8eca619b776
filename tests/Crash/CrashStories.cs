using System.Text.Json.Nodes;
using ServerlessML.Contracts.Runs;
using Xunit.Abstractions;

namespace ServerlessML.Tests.Crash;

/// <summary>Parts of the system are killed at seeded random points of several runs, and started again at once. 22 kills in all.</summary>
public sealed class CrashStories(SystemUnderFire system, ITestOutputHelper output) : IClassFixture<SystemUnderFire>
{
    private static readonly TimeSpan RunsEnd = TimeSpan.FromSeconds(120);

    [Fact]
    public Task GivenRunsOnTheirWay_WhenTheHostIsKilledAgainAndAgain_ThenEachBatchHasOneRunCompletedOnce() =>
        PlayAsync(seed: 1, kills: 12, [Pipeline("host-gate", 0), Pipeline("host-asks", 1)], batches: 4, system.Host);

    [Fact]
    public Task GivenRunsOnTheirWay_WhenTheRunnerIsKilledAgainAndAgain_ThenEachBatchHasOneRunCompletedOnce() =>
        PlayAsync(seed: 2, kills: 4, [Pipeline("runner-gate", 0)], batches: 2, system.Runner);

    [Fact]
    public Task GivenRunsOnTheirWay_WhenHostAndRunnerAreKilledTogether_ThenEachBatchHasOneRunCompletedOnce() =>
        PlayAsync(seed: 3, kills: 6, [Pipeline("both-asks", 1)], batches: 3, system.Host, system.Runner);

    private Pipeline Pipeline(string name, int approvals) => new(name, approvals, system.Storage);

    private async Task PlayAsync(int seed, int kills, IReadOnlyList<Pipeline> pipelines, int batches, params MortalProcess[] victims)
    {
        foreach (var pipeline in pipelines)
        {
            await pipeline.PutAsync(system.Api);
        }

        await using var people = new People(system, pipelines);
        people.Start();
        var random = new Random(seed);
        var landings = new Queue<Pipeline>(Enumerable.Range(0, batches).SelectMany(_ => pipelines));
        var every = Math.Max(1, kills / landings.Count);
        for (var kill = 0; kill < kills; kill++)
        {
            if (kill % every == 0 && landings.TryDequeue(out var next))
            {
                await next.LandAsync();
            }

            // Most kills meet a working system, some one that is just starting.
            if (random.NextDouble() < 0.7)
            {
                await system.HostAnswersAsync();
            }

            var moment = TimeSpan.FromMilliseconds(random.Next(50, 2500));
            await PassAsync(moment);
            foreach (var victim in victims)
            {
                await victim.KillAsync();
            }

            output.WriteLine($"kill {kill + 1} after {moment.TotalMilliseconds:F0} ms: {await WhereAsync(pipelines)}");
            foreach (var victim in victims)
            {
                victim.Start();
            }
        }

        while (landings.TryDequeue(out var left))
        {
            await left.LandAsync();
        }

        await system.HostAnswersAsync();
        await HoldsAsync(pipelines);
    }

    private async Task HoldsAsync(IReadOnlyList<Pipeline> pipelines)
    {
        var audit = new Audit(system.Storage);
        foreach (var pipeline in pipelines)
        {
            var runs = await WaitFor.ValueAsync(
                $"the runs of {pipeline.Name} to end",
                async () =>
                    await system.Api.RunsAsync(pipeline.Name) is { } found && found.Count >= pipeline.Landed.Count && found.All(HasEnded)
                        ? found
                        : null,
                RunsEnd
            );
            await audit.PipelineAsync(pipeline, runs);
        }

        await audit.QueuesAsync();
        await audit.ContentAsync();
        await system.Host.KillAsync();
        Audit.History(system.Database);
        system.Host.Start();
        await system.HostAnswersAsync();
    }

    // What the runs have written down, since nobody can be asked.
    private async Task<string> WhereAsync(IReadOnlyList<Pipeline> pipelines)
    {
        List<string> last = [];
        foreach (var pipeline in pipelines)
        {
            await foreach (var name in system.Storage.Documents.ListAsync(StorageLayout.Runs, pipeline.Name))
            {
                if (
                    name.EndsWith("manifest.json", StringComparison.Ordinal)
                    && await system.Storage.Documents.ReadAsync<RunManifest>(StorageLayout.Runs, name) is { } manifest
                )
                {
                    last.Add($"{manifest.Value.Pipeline}/{manifest.Value.Batch} {manifest.Value.Steps[^1].Key}");
                }
            }
        }

        return string.Join(", ", last);
    }

    private static async Task PassAsync(TimeSpan time)
    {
        using var moment = new PeriodicTimer(time);
        await moment.WaitForNextTickAsync();
    }

    private static bool HasEnded(JsonNode run) => (string?)run["state"] != RunState.Running;
}
