using System.Net;
using ServerlessML.Contracts.Intake;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Batches)]
public sealed class LandingStories(World world)
{
    [Fact]
    public async Task GivenARun_WhenTheSameFilesLandAgain_ThenThereIsNoSecondRunAndTheCallerIsTold()
    {
        var pipeline = world.Pipeline("same");
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());

        await pipeline.WhenFilesLandAsync("once-more", LandedFile.Good());
        var byHand = (await pipeline.WhenStartedByHandAsync("once-more")).Is(HttpStatusCode.OK);
        Assert.Equal((run.Id, false), ((string?)byHand.Json["runId"], (bool?)byHand.Json["isNew"]));

        await pipeline.WhenMarkedCompleteAsync("once-more");
        await pipeline.WhenMarkedCompleteAsync("2026-01");
        await run.ThenWaitsForApprovalAsync();
        Assert.Equal([run.Id], await pipeline.RunsOfAsync());
        var note = $"These files are run '{run.Id}' of batch '2026-01'";
        Assert.StartsWith(note, (string?)byHand.Json["note"], StringComparison.Ordinal);
        Assert.StartsWith(note, await pipeline.ThenNoteAsync("once-more", "_NOTE.txt"), StringComparison.Ordinal);
        Assert.StartsWith(note, await pipeline.ThenNoteAsync("2026-01", "_NOTE.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenARejectedBatch_WhenTheDefinitionIsMendedAndTheMarkerLandsAgain_ThenItRuns()
    {
        var pipeline = world.Pipeline("mended");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { MaxLevel = 0.5 });
        var rejected = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        await rejected.ThenEndsAsync(RunState.Rejected, "values in column 'level' of 'part-1.csv' are outside of 0 to 0.5");
        var problem = await pipeline.ThenProblemNoteAsync("2026-01");
        Assert.Contains((await rejected.ThenViolatesAsync("range")).Message, problem, StringComparison.Ordinal);

        await pipeline.GivenDefinitionAsync();
        await pipeline.WhenMarkedCompleteAsync("2026-01");

        var mended = await WaitFor.ValueAsync("a run under the mended definition", async () =>
            (await pipeline.RunsOfAsync("2026-01")).FirstOrDefault(id => id != rejected.Id)
        );
        await new RunStory(pipeline, mended).ThenReachesAsync(Stage.Training);
        Assert.False(await world.Container(StorageLayout.Landing).GetBlobClient($"{pipeline.Name}/2026-01/_PROBLEM.txt").ExistsAsync());
    }

    [Fact]
    public async Task GivenAMarkerBeforeItsFiles_WhenTheFilesFollow_ThenTheNoteSaysSoAndTheBatchStarts()
    {
        var pipeline = world.Pipeline("early");
        await pipeline.GivenDefinitionAsync();
        await pipeline.WhenMarkedCompleteAsync("2026-01");
        Assert.Contains(
            "_SUCCESS is there, but none of the batch's files",
            await pipeline.ThenProblemNoteAsync("2026-01"),
            StringComparison.Ordinal
        );

        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());

        await (await pipeline.ThenRunOfAsync("2026-01")).ThenReachesAsync(Stage.Training);
    }

    [Fact]
    public async Task GivenARun_WhenOneIsStartedWithAKey_ThenItIsAnotherAndTheKeyNamesIt()
    {
        var pipeline = world.Pipeline("key");
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());

        var first = (await pipeline.WhenStartedByHandAsync("2026-01", "monday")).Is(HttpStatusCode.Accepted);
        var second = (await pipeline.WhenStartedByHandAsync("2026-01", "monday")).Is(HttpStatusCode.Accepted);

        Assert.NotEqual(run.Id, (string?)first.Json["runId"]);
        Assert.Equal(first.Json.ToJsonString(), second.Json.ToJsonString());
        await pipeline.WhenFilesLandAsync("2026-02", LandedFile.Good(seed: 2));
        (await pipeline.WhenStartedByHandAsync("2026-02", "monday")).Is(HttpStatusCode.UnprocessableEntity, "for another request");
        Assert.Equal(2, (await pipeline.RunsOfAsync()).Count);
    }

    [Fact]
    public async Task GivenABatchWithoutAPipeline_WhenTheDefinitionIsPut_ThenItStarts()
    {
        var pipeline = world.Pipeline("later");
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());
        await pipeline.WhenMarkedCompleteAsync("2026-01");
        Assert.Contains(
            $"there is no pipeline '{pipeline.Name}'. Put its definition to /api/pipelines/{pipeline.Name}",
            await pipeline.ThenProblemNoteAsync("2026-01"),
            StringComparison.Ordinal
        );

        await pipeline.GivenDefinitionAsync();

        var run = await pipeline.ThenRunOfAsync("2026-01");
        await run.ThenWaitsForApprovalAsync();
        Assert.False(await world.Container(StorageLayout.Landing).GetBlobClient($"{pipeline.Name}/2026-01/_PROBLEM.txt").ExistsAsync());
    }

    [Fact]
    public async Task GivenADefinitionThatIsPutWhileItsBatchIsRefused_WhenTheNoteIsWritten_ThenTheBatchStartsNevertheless()
    {
        var pipeline = world.Pipeline("meanwhile");
        world.Before($"PUT /landing/{pipeline.Name}/2026-01/_PROBLEM.txt", () => pipeline.GivenDefinitionAsync());
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());

        await pipeline.WhenMarkedCompleteAsync("2026-01");

        await (await pipeline.ThenRunOfAsync("2026-01")).ThenReachesAsync(Stage.Training);
    }

    [Fact]
    public async Task GivenADefinitionThatGotBrokenInStorage_WhenABatchLands_ThenTheNoteNamesLineAndKeyAndAGoodOneStartsIt()
    {
        var pipeline = world.Pipeline("broken");
        var broken = pipeline.Text.ToString().Replace("recipe: linear", "recipe: liner", StringComparison.Ordinal);
        await world.Container(StorageLayout.Pipelines).GetBlobClient($"{pipeline.Name}.yaml").UploadAsync(BinaryData.FromString(broken));
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());
        await pipeline.WhenMarkedCompleteAsync("2026-01");

        var note = await pipeline.ThenProblemNoteAsync("2026-01");
        Assert.Matches(@"line \d+, column \d+: 'training.recipe' .* not 'liner'; did you mean 'linear'", note);
        await pipeline.GivenDefinitionAsync();

        await (await pipeline.ThenRunOfAsync("2026-01")).ThenReachesAsync(Stage.Training);
    }

    [Fact]
    public async Task GivenAPipelineWithoutMarkers_WhenABatchHasBeenQuiet_ThenItStarts()
    {
        var pipeline = world.Pipeline("quiet");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Quiet = "500ms" });

        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());

        var run = await pipeline.ThenRunOfAsync("2026-01");
        await run.ThenWaitsForApprovalAsync();
        Assert.Equal("trigger:quiet", (string?)(await run.ManifestAsync()).Json["startedBy"]);
    }

    [Fact]
    public async Task GivenFilesWithOddUnicodeNames_WhenTheyLand_ThenTheyAreTakenInUnderThem()
    {
        var pipeline = world.Pipeline("unicode");
        await pipeline.GivenDefinitionAsync();
        string[] names = ["Größe – 100 %.csv", "zażółć#?.csv", "данные 數據 🚲.csv", "north/a..b.csv"];

        var run = await pipeline.WhenBatchLandsAsync("2026-01", [.. names.Select((name, i) => LandedFile.Good(name, i + 1, 700))]);
        await run.ThenWaitsForApprovalAsync();

        var dataset = Digest.Parse((string)(await run.ManifestAsync()).Json["dataset"]!);
        var content = await world.Container(StorageLayout.Cas).GetBlobClient(dataset.Hex).DownloadContentAsync();
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            CanonicalJson.Deserialize<DatasetManifest>(content.Value.Content).Files.Select(file => file.Name)
        );
    }
}
