using System.Net;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Outages)]
public sealed class OutageStories(World world)
{
    [Fact]
    public async Task GivenARunUnderWay_WhenStorageIsAwayForAWhile_ThenTheChampionServesAndTheRunGoesOn()
    {
        var pipeline = world.Pipeline("storage");
        await pipeline.GivenChampionAsync();
        var file = LandedFile.Good(seed: 2);
        world.Before($"HEAD /cas/{Digest.Of(file.Content).Hex}", world.Storage.StopAsync);
        await pipeline.WhenFilesLandAsync("2026-02", file);
        await pipeline.WhenMarkedCompleteAsync("2026-02");

        await WaitFor.TrueAsync("the outage", async () => (await world.GetAsync("pipelines")).Status == HttpStatusCode.ServiceUnavailable);
        (await world.GetAsync($"pipelines/{pipeline.Name}")).Is(HttpStatusCode.ServiceUnavailable, "Storage is unavailable");
        Assert.Equal([1], await pipeline.VersionsAsync(5));
        await world.Storage.ComeBackAsync();

        var run = await pipeline.ThenRunOfAsync("2026-02");
        await run.ThenWaitsForApprovalAsync();
        await pipeline.ThenChampionStillServesAsync();
    }

    [Fact]
    public async Task GivenABatchThatLandedBeforeAnOutage_WhenStorageComesBack_ThenItStarts()
    {
        var pipeline = world.Pipeline("pending");
        await pipeline.GivenDefinitionAsync();
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());
        await pipeline.WhenMarkedCompleteAsync("2026-01");
        await world.Storage.StopAsync();
        (await world.GetAsync("pipelines")).Is(HttpStatusCode.ServiceUnavailable);
        await world.Storage.ComeBackAsync();

        var run = await pipeline.ThenRunOfAsync("2026-01");

        await run.ThenWaitsForApprovalAsync();
    }

    [Fact]
    public void GivenTheRetryPolicyOfEffects_WhenStorageIsAwayForAMinute_ThenAttemptsAreLeft()
    {
        var policy = Retry.Transient.Retry!.Policy!;
        var (waited, wait) = (TimeSpan.Zero, policy.FirstRetryInterval);
        for (var attempt = 1; attempt < policy.MaxNumberOfAttempts; attempt++)
        {
            waited += wait;
            wait = wait * policy.BackoffCoefficient < policy.MaxRetryInterval ? wait * policy.BackoffCoefficient : policy.MaxRetryInterval;
        }

        Assert.InRange(waited, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task GivenAReleaseThatRamps_WhenTheGatewayIsAway_ThenTheRampHoldsAndGoesOn()
    {
        var pipeline = world.Pipeline("gateway");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        var evidence = await run.ThenWaitsForApprovalAsync();

        await world.GatewayStopsAsync();
        (await run.WhenSignedAsync(evidence)).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("holding at 50 %: no gateway has written counts of plan revision");
        Assert.Equal(1, (await pipeline.AliasesAsync()).Champion);
        await world.GatewayComesBackAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);

        await run.ThenEndsAsync(RunState.Completed, "version 2");
        Assert.Equal((2, 1, null), await pipeline.AliasesAsync());
    }

    [Fact]
    public async Task GivenAFullDisk_WhenTheHostIsStartedWithRoomAgain_ThenNoRunIsLostOrDoubled()
    {
        var pipeline = world.Pipeline("disk");
        await pipeline.GivenChampionAsync();
        string[] batches = [.. Enumerable.Range(1, 5).Select(number => $"2026-0{number}")];
        await world.HostRestartsAsync(room: 64 * 1024);
        await Task.WhenAll(batches.Select((batch, i) => pipeline.WhenFilesLandAsync(batch, LandedFile.Good(seed: 60 + i, rows: 600))));
        await Task.WhenAll(batches.Select(pipeline.WhenMarkedCompleteAsync));

        await world.HostGivesUpAsync();
        Assert.Contains(world.HostLog, line =>
            line.Contains("durable.db", StringComparison.Ordinal) && line.Contains("full", StringComparison.Ordinal)
        );
        await pipeline.ThenServesAsync(1);
        await world.HostRestartsAsync();

        foreach (var batch in batches)
        {
            await (await pipeline.ThenRunOfAsync(batch)).ThenWaitsForApprovalAsync();
        }

        Assert.Equal(batches.Length + 1, (await pipeline.RunsOfAsync()).Count);
    }
}
