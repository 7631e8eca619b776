using System.Text;
using ServerlessML.Contracts.Intake;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Each is quarantined with a report that names the thing; the champion serves on, and the next batch goes its way.</summary>
[Collection(Worlds.Batches)]
public sealed class BadBatchStories(ServedPipeline served) : IClassFixture<ServedPipeline>
{
    [Fact]
    public async Task GivenAFileWithWrongValues_WhenItsBatchLands_ThenTheReportNamesFileColumnRuleCountAndExamples()
    {
        var run = await WhenLandsAsync(
            "values",
            LandedFile.Good(seed: 31),
            LandedFile.With(i => i < 7 ? $"{i + 5},0.1,Bern,1" : null, "part-2.csv", 32)
        );

        await run.ThenEndsAsync(RunState.Rejected, "the batch is quarantined", "part-2.csv", "level");
        var violation = await run.ThenViolatesAsync("range");
        Assert.Equal(("part-2.csv", "level", 7L), (violation.File, violation.Column, violation.Count));
        Assert.Equal(5, violation.Examples.Count);
        Assert.Contains("5", violation.Examples[0], StringComparison.Ordinal);
        await served.ThenAllIsWellAsync();
        await ThenQuarantineHoldsReportAsync(run);
    }

    [Fact]
    public async Task GivenMalformedCsv_WhenItLands_ThenFileAndLineAreNamed()
    {
        var run = await WhenLandsAsync("csv", LandedFile.With(i => i == 20 ? "0.5,\"0.1,Bern" : null));

        await run.ThenEndsAsync(RunState.Rejected, "part-1.csv", "line 22");
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenCorruptParquet_WhenItLands_ThenTheFileIsNamed()
    {
        var whole = LandedFile.Good("part-1.parquet", 33);

        var run = await WhenLandsAsync("parquet", whole with { Content = whole.Content[..(whole.Content.Length / 2)] });

        await run.ThenEndsAsync(RunState.Rejected, "part-1.parquet");
        Assert.Equal("part-1.parquet", (await run.ThenViolatesAsync("readable")).File);
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenFilesWithoutARow_WhenTheyLand_ThenTheBatchIsEmptyAndThatIsSaidOnce()
    {
        var run = await WhenLandsAsync(
            "empty",
            LandedFile.Csv("part-1.csv", "level,noise,city,late\n"),
            LandedFile.Csv("part-2.csv", "level,noise,city,late\n\n")
        );

        await run.ThenEndsAsync(RunState.Rejected, "None of the batch's 2 files has a row");
        await run.ThenViolatesAsync("empty");
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenAFileOfUnknownFormat_WhenItLandsBesideGoodOnes_ThenTheBatchIsRejectedForIt()
    {
        var run = await WhenLandsAsync("format", LandedFile.Good(seed: 34), LandedFile.Csv("notes.xlsx", "what is this?"));

        await run.ThenEndsAsync(RunState.Rejected, "notes.xlsx", DataFormats.Known);
        Assert.Equal("notes.xlsx", (await run.ThenViolatesAsync("format")).File);
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenALabelOfOneClass_WhenItLands_ThenTheLabelIsNamed()
    {
        var run = await WhenLandsAsync("class", LandedFile.With(i => $"0.{i:D4},0.5,Bern,1"));

        await run.ThenEndsAsync(RunState.Rejected, "late");
        Assert.Equal("late", (await run.ThenViolatesAsync("label-one-class")).Column);
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenAColumnOfNulls_WhenItLands_ThenTheColumnIsNamed()
    {
        var run = await WhenLandsAsync("nulls", LandedFile.With(i => $"0.{i:D4},,Bern,{i % 2}"));

        await run.ThenEndsAsync(RunState.Rejected, "noise");
        Assert.Equal(2000, (await run.ThenViolatesAsync("all-missing", "noise")).Count);
        await served.ThenAllIsWellAsync();
    }

    [Theory]
    [InlineData("part-1.parquet")]
    [InlineData("part-1.ndjson")]
    public async Task GivenACellOfTenMegabytes_WhenItLands_ThenTheColumnIsNamedAndTheExampleCut(string file)
    {
        var big = LandedFile.Replaced(file, "if(row_number() OVER () = 4, repeat('x', 10 * 1024 * 1024), city) AS city", seed: 35);

        var run = await WhenLandsAsync($"cell-{file}", big);

        Assert.InRange((await run.ThenEndsAsync(RunState.Rejected, file, "city")).Length, 1, 1000);
        var violation = await run.ThenViolatesAsync("cell-size");
        Assert.Equal(("city", 1L), (violation.Column, violation.Count));
        Assert.All(violation.Examples, example => Assert.InRange(example.Length, 1, 81));
        await served.ThenAllIsWellAsync();
    }

    [Fact]
    public async Task GivenACsvLineOfTenMegabytes_WhenItLands_ThenTheLineIsNamed()
    {
        var run = await WhenLandsAsync("line", LandedFile.With(i => i == 3 ? $"0.5,0.5,{new string('x', 10 * 1024 * 1024)},1" : null));

        Assert.InRange((await run.ThenEndsAsync(RunState.Rejected, "part-1.csv", "line 5")).Length, 1, 1000);
        await run.ThenViolatesAsync("cell-size");
        await served.ThenAllIsWellAsync();
    }

    private Task<RunStory> WhenLandsAsync(string batch, params LandedFile[] files) =>
        served.Pipeline.WhenBatchLandsAsync($"bad-{batch}", files);

    private async Task ThenQuarantineHoldsReportAsync(RunStory run)
    {
        var quarantine = await served
            .Pipeline.World.Container(StorageLayout.Runs)
            .GetBlobClient(StorageLayout.Quarantine(run.Id))
            .DownloadContentAsync();
        Assert.Contains("part-2.csv", Encoding.UTF8.GetString(quarantine.Value.Content), StringComparison.Ordinal);
    }
}
