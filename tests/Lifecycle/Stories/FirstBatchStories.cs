using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Releases)]
public sealed class FirstBatchStories(World world)
{
    [Fact]
    public async Task GivenAPipeline_WhenItsFirstBatchIsApproved_ThenVersion1HasAllTraffic()
    {
        var pipeline = world.Pipeline("first");
        await pipeline.GivenDefinitionAsync();

        var run = await pipeline.WhenBatchLandsAsync(
            "2026-01",
            LandedFile.Good(),
            LandedFile.Good("part-2.parquet", 2),
            LandedFile.Good("part-3.ndjson", 3)
        );
        var evidence = await run.ThenWaitsForApprovalAsync();
        Assert.Equal((null, null, null), await pipeline.AliasesAsync());
        (await run.WhenSignedAsync(evidence, comment: "looks right")).Is(HttpStatusCode.Accepted);

        await run.ThenEndsAsync(RunState.Completed, "version 1");
        await pipeline.ThenServesAsync(1);
        Assert.Equal((1, null, null), await pipeline.AliasesAsync());
    }

    [Fact]
    public async Task GivenACompletedRun_WhenItsManifestIsRead_ThenItHoldsEveryDigestTheSeedAndWhoDecided()
    {
        var pipeline = world.Pipeline("manifest");
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        var evidence = await run.ThenWaitsForApprovalAsync();
        await run.WhenSignedAsync(evidence, comment: "looks right");
        await run.ThenEndsAsync(RunState.Completed);

        var answer = (await run.ManifestAsync()).Is(HttpStatusCode.OK);

        var manifest = CanonicalJson.Deserialize<RunManifest>(answer.Bytes);
        Assert.Equal(Digest.Of(answer.Bytes), CanonicalJson.DigestOf(manifest));
        Assert.Equal(Digest.Of(answer.Bytes).ToString(), answer.Headers["X-Content-Digest"]);
        Digest?[] contents =
        [
            manifest.Definition,
            manifest.Dataset,
            manifest.Environment,
            manifest.Model,
            manifest.Metrics,
            manifest.Profile,
            manifest.Validation,
            manifest.Evidence,
        ];
        Assert.All(contents, digest => Assert.True(world.Container(StorageLayout.Cas).GetBlobClient(digest!.Value.Hex).Exists()));
        Assert.Equal((7, 1, "linear", 1), (manifest.Seed, manifest.Threads, manifest.Recipe, manifest.Version));
        Assert.Equal("trigger:landing", manifest.StartedBy);
        Assert.False(string.IsNullOrEmpty(manifest.CodeVersion));
        var decision = Assert.Single(manifest.Decisions);
        Assert.Equal(
            ("approver@local", Role.Approver, true, "looks right", evidence),
            (decision.By, decision.Role, decision.Approved, decision.Comment, decision.Evidence.ToString())
        );
        Assert.Equal(evidence, Digest.Of((await run.EvidenceAsync()).Bytes).ToString());
        var stored = (await world.Container(StorageLayout.Runs).GetBlobClient(StorageLayout.Manifest(run.Id)).DownloadContentAsync())
            .Value
            .Content;
        Assert.Equal(answer.Bytes, CanonicalJson.Serialize(CanonicalJson.Deserialize<RunManifest>(stored)));
    }

    [Fact]
    public async Task GivenATrainedRun_WhenItIsReproduced_ThenTheModelIsIdentical()
    {
        var pipeline = world.Pipeline("again");
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await run.ThenWaitsForApprovalAsync();

        var reproduction = await run.WhenReproducedAsync();

        await reproduction.ThenEndsAsync(RunState.Completed, "the model is identical: sha256:");
        var (then, now) = ((await run.ManifestAsync()).Json, (await reproduction.ManifestAsync()).Json);
        Assert.Equal((string?)then["model"], (string?)now["model"]);
        Assert.Equal((run.Id, true), ((string?)now["reproductionOf"], (bool?)now["identical"]));
    }
}
