using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

[Collection(Worlds.Batches)]
public sealed class BadRequestStories(World world)
{
    [Fact]
    public async Task GivenAMisspeltKey_WhenThePipelineIsPut_ThenLineColumnAndNearestNameAreTold()
    {
        var pipeline = world.Pipeline("yaml");
        await pipeline.GivenDefinitionAsync();
        var good = (await world.GetAsync($"pipelines/{pipeline.Name}")).Text;

        var text = pipeline.Text.ToString().Replace("validation:", "validaton:", StringComparison.Ordinal);
        var line = Array.FindIndex(text.Split('\n'), found => found.StartsWith("validaton", StringComparison.Ordinal)) + 1;
        var answer = (await world.PutAsync($"pipelines/{pipeline.Name}", text)).Is(
            HttpStatusCode.BadRequest,
            "'validaton'",
            "'validation'"
        );

        Assert.Equal((line, 1), ((int?)answer.Json["problems"]![0]!["line"], (int?)answer.Json["problems"]![0]!["column"]));
        Assert.Equal(good, (await world.GetAsync($"pipelines/{pipeline.Name}")).Text);
    }

    [Fact]
    public async Task GivenTextThatIsNotYaml_WhenItIsPut_ThenLineAndColumnAreTold()
    {
        var answer = await world.PutAsync("pipelines/broken", "name: broken\ndata: [unfinished\n");

        answer.Is(HttpStatusCode.BadRequest, "not YAML");
        Assert.InRange((int)answer.Json["problems"]![0]!["line"]!, 2, 3);
        (await world.GetAsync("pipelines/broken")).Is(HttpStatusCode.NotFound, "broken");
    }

    [Fact]
    public async Task GivenADefinitionOfAnotherName_WhenItIsPut_ThenBothNamesAreTold()
    {
        var pipeline = world.Pipeline("mine");

        (await world.PutAsync("pipelines/yours", pipeline.Text.ToString())).Is(HttpStatusCode.BadRequest, pipeline.Name, "'yours'");
        (await world.PutAsync($"pipelines/{pipeline.Name}", pipeline.Text.ToString(), "approver")).Is(
            HttpStatusCode.Forbidden,
            "approver@local",
            "engineer"
        );
    }

    [Theory]
    [InlineData("""{"pipeline":"flights",""", "does not fit this route")]
    [InlineData("""{"pipeline":"flights","batch":"b","bach":1}""", "bach")]
    [InlineData("""{"pipeline":"flights"}""", "batch")]
    [InlineData("""[]""", "does not fit this route")]
    [InlineData("""{"pipeline":"../secrets","batch":"b"}""", "'../secrets' is not the name of a pipeline")]
    [InlineData("""{"pipeline":"flights","batch":"2026..01"}""", "'2026..01' is not the name of a batch")]
    [InlineData("""{"pipeline":"flüge","batch":"b"}""", "'flüge' is not the name of a pipeline")]
    public async Task GivenABodyThatIsNoRequest_WhenARunIsStarted_ThenItIsRefusedNamingTheFault(string body, string named) =>
        (await world.PostAsync("runs", "engineer", body)).Is(HttpStatusCode.BadRequest, named);

    [Fact]
    public async Task GivenAnUnknownPipeline_WhenAnybodyAsksForIt_ThenItIsNamed()
    {
        var pipeline = world.Pipeline("nowhere");
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());

        (await pipeline.WhenStartedByHandAsync("2026-01")).Is(HttpStatusCode.BadRequest, $"there is no pipeline '{pipeline.Name}'");
        (await pipeline.WhenStartedByHandAsync("2026-02")).Is(HttpStatusCode.NotFound, "2026-02", pipeline.Name);
        (await world.GetAsync($"pipelines/{pipeline.Name}")).Is(HttpStatusCode.NotFound, pipeline.Name);
        (await world.GetAsync($"deployments/{pipeline.Name}/traffic")).Is(HttpStatusCode.NotFound, pipeline.Name);
        (await world.GetAsync($"runs/{pipeline.Name}-0123456789abcdef")).Is(HttpStatusCode.NotFound, pipeline.Name);
        (await pipeline.AskAsync("key")).Is(HttpStatusCode.NotFound, pipeline.Name);
    }

    [Fact]
    public async Task GivenAPipelineFolderWithAnOddName_WhenABatchLandsInIt_ThenANoteBesideItSaysWhy()
    {
        var pipeline = new PipelineStory(world, "Größe..x");
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good());
        await pipeline.WhenMarkedCompleteAsync("2026-01");

        Assert.Contains(
            $"'Größe..x' is not the name of a pipeline. A name has {Names.PipelineRule}",
            await pipeline.ThenProblemNoteAsync("2026-01"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2026..01")]
    [InlineData("Größe")]
    [InlineData(" 1")]
    public async Task GivenABatchWithAnOddName_WhenItLands_ThenANoteBesideItSaysWhyAndTheNextOneRuns(string batch)
    {
        var pipeline = world.Pipeline("odd");
        await pipeline.GivenDefinitionAsync();
        await pipeline.WhenFilesLandAsync(batch, LandedFile.Good());
        await pipeline.WhenMarkedCompleteAsync(batch);

        Assert.Contains(
            $"'{batch}' is not the name of a batch. A name has {Names.BatchRule}",
            await pipeline.ThenProblemNoteAsync(batch),
            StringComparison.Ordinal
        );
        await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good());
        Assert.Single(await pipeline.RunsOfAsync());
    }
}
