using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Files and contents that change under the system's hands.</summary>
[Collection(Worlds.Batches)]
public sealed class DamageStories(World world, ServedPipeline served) : IClassFixture<ServedPipeline>
{
    private PipelineStory Pipeline => served.Pipeline;

    [Fact]
    public async Task GivenAFileThatIsDeletedAfterTheEvent_WhenItIsRead_ThenItIsNamedAndTheBatchCanRunAgain()
    {
        var file = LandedFile.OfItsOwn();
        world.Before($"HEAD /cas/{Digest.Of(file.Content).Hex}", () => Pipeline.WhenFileIsDeletedAsync("deleted", file.Name));

        var run = await Pipeline.WhenBatchLandsAsync("deleted", file);

        await run.ThenEndsAsync(RunState.Failed, "part-1.csv", "deleted");
        await Pipeline.WhenFilesLandAsync("deleted", file);
        (await Pipeline.WhenStartedByHandAsync("deleted", "landed again")).Is(HttpStatusCode.Accepted);
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenAFileThatIsReplacedAfterTheEvent_WhenItIsRead_ThenItIsNamedAndMarkingItCompleteRunsItAsItIs()
    {
        var (before, after) = (LandedFile.OfItsOwn(), LandedFile.OfItsOwn());
        world.Before($"HEAD /cas/{Digest.Of(before.Content).Hex}", () => Pipeline.WhenFilesLandAsync("replaced", after));

        var run = await Pipeline.WhenBatchLandsAsync("replaced", before);
        await run.ThenEndsAsync(
            RunState.Failed,
            "part-1.csv",
            "changed",
            Digest.Of(before.Content).ToString(),
            Digest.Of(after.Content).ToString()
        );
        await Pipeline.WhenMarkedCompleteAsync("replaced");

        await WaitFor.TrueAsync("a second run", async () => (await Pipeline.RunsOfAsync("replaced")).Count == 2);
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenATamperedContent_WhenARunReadsIt_ThenItFailsNamingTheDigest()
    {
        var file = LandedFile.OfItsOwn();
        var blob = world.Container(StorageLayout.Cas).GetBlobClient(Digest.Of(file.Content).Hex);
        await blob.UploadAsync(BinaryData.FromString("tampered"));

        var run = await Pipeline.WhenBatchLandsAsync("tampered", file);

        await run.ThenEndsAsync(RunState.Failed, Digest.Of(file.Content).ToString(), "damaged or changed");
        await served.ThenAllIsWellAsync();

        await blob.UploadAsync(BinaryData.FromBytes(file.Content), overwrite: true);
        var again = (await Pipeline.WhenStartedByHandAsync("tampered", "repaired")).Is(HttpStatusCode.Accepted);
        await new RunStory(Pipeline, (string)again.Json["runId"]!).ThenReachesAsync(Stage.Training);
    }

    [Fact]
    public async Task GivenTamperedEvidence_WhenTheApproverReadsIt_ThenTheAnswerNamesTheDigest()
    {
        var run = await Pipeline.WhenBatchLandsAsync("evidence", LandedFile.OfItsOwn());
        var evidence = Digest.Parse(await run.ThenWaitsForApprovalAsync());
        var blob = world.Container(StorageLayout.Cas).GetBlobClient(evidence.Hex);
        var whole = (await blob.DownloadContentAsync()).Value.Content.ToString();

        await blob.UploadAsync(BinaryData.FromString(whole.Replace("\"ask\"", "\"promote\"", StringComparison.Ordinal)), overwrite: true);

        (await run.EvidenceAsync()).Is(HttpStatusCode.InternalServerError, "Damaged content", evidence.ToString());
    }

    [Fact]
    public async Task GivenACorruptChampion_WhenAChallengerIsEvaluated_ThenTheRunFailsNamingItAndItServesOn()
    {
        var pipeline = world.Pipeline("corrupt");
        // Data of its own: equal data make equal models, and those share their place in the store.
        await pipeline.GivenChampionAsync(seed: 98);
        var plan = (await world.GetAsync($"deployments/{pipeline.Name}/traffic")).Is(HttpStatusCode.OK).Json;
        var model = Digest.Parse((string)plan["arms"]![0]!["model"]!);
        var blob = world.Container(StorageLayout.Cas).GetBlobClient(model.Hex);
        var whole = (await blob.DownloadContentAsync()).Value.Content;
        await blob.UploadAsync(BinaryData.FromBytes(whole.ToMemory()[..100]), overwrite: true);

        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.ThenEndsAsync(RunState.Failed, model.ToString());
        await pipeline.ThenChampionStillServesAsync();

        await blob.UploadAsync(whole, overwrite: true);
        var next = await pipeline.WhenBatchLandsAsync("2026-03", LandedFile.Good(seed: 3));
        await next.ThenWaitsForApprovalAsync();
    }
}
