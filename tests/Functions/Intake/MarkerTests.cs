using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Intake.Events;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>A marker before its files, or where it belongs to no batch, is answered beside it, and no batch is forgotten or torn.</summary>
[Collection(StorageCollection.Name)]
public sealed class MarkerTests(Workbench bench) : IAsyncLifetime
{
    private LandingFixture _zone = null!;

    public async Task InitializeAsync() => _zone = await LandingFixture.StartAsync(bench);

    public async Task DisposeAsync() => await _zone.DisposeAsync();

    [Fact]
    public async Task Marker_BeforeItsFiles_WaitsForThemAndStartsOnceTheyAreQuiet()
    {
        await _zone.PutAsync();
        Assert.Contains(
            "_SUCCESS is there, but none of the batch's files",
            (await _zone.MarkAsync("b1")).Problem,
            StringComparison.Ordinal
        );
        Assert.Empty(await _zone.RunsAsync());
        Assert.StartsWith("This batch was not started: _SUCCESS is there", await _zone.ProblemAsync("b1"), StringComparison.Ordinal);
        Assert.Contains("when nothing has changed for 10 s", await _zone.ProblemAsync("b1"), StringComparison.Ordinal);

        await _zone.TickAsync();
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        await _zone.TickAsync();
        Assert.Empty(await _zone.RunsAsync());
        await _zone.LandAsync("b1", ("b.csv", "x\n2\n"));
        _zone.Ahead = TimeSpan.FromSeconds(11);
        await _zone.TickAsync();
        await _zone.TickAsync();

        var run = Assert.Single(await _zone.RunsAsync());
        Assert.Equal(("b1", LandingEventHandler.StartedBy), (run.Batch, run.StartedBy));
        Assert.Equal(["a.csv", "b.csv"], (await _zone.DatasetAsync(run)).Files.Select(file => file.Name));
        Assert.Null(await _zone.ProblemAsync("b1"));
        // Told once more, and by hand.
        Assert.Equal((run.RunId, false), Answer(await _zone.AgainAsync("b1")));
        Assert.Equal((run.RunId, false), Answer(await _zone.AskAsync("b1")));
        Assert.Single(await _zone.RunsAsync());
    }

    [Fact]
    public async Task Files_AfterABatchThatWaitedHasStarted_RunWithTheOthers()
    {
        await _zone.PutAsync();
        await _zone.MarkAsync("b1");
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        _zone.Ahead = TimeSpan.FromSeconds(11);
        await _zone.TickAsync();
        await _zone.LandAsync("b1", ("late.csv", "x\n2\n"));
        await _zone.TickAsync();
        Assert.Equal(2, (await _zone.RunsAsync()).Count);

        // After an hour the marker is what starts it again.
        _zone.Ahead = TimeSpan.FromMinutes(61);
        await _zone.TickAsync();
        Assert.DoesNotContain((_zone.Pipeline, "b1"), await _zone.Landing.WaitingAsync());
    }

    [Fact]
    public async Task Marker_PutAgainAfterItsFiles_StartsAtOnceAndEndsTheWait()
    {
        await _zone.PutAsync();
        await _zone.MarkAsync("b1");
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        Assert.True((await _zone.MarkAsync("b1")).IsNew);
        Assert.DoesNotContain((_zone.Pipeline, "b1"), await _zone.Landing.WaitingAsync());
        _zone.Ahead = TimeSpan.FromSeconds(30);
        await _zone.TickAsync();
        Assert.Single(await _zone.RunsAsync());
    }

    [Fact]
    public async Task Marker_BesideFoldersOnly_WaitsAndNamesThem()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("b1", ("north!", ""), ("README.md", "# a"));
        await _zone.MarkAsync("b1");
        Assert.Contains(
            "Beside it there are only 1 blob that stands for a folder ('north'), 1 document ('README.md').",
            await _zone.ProblemAsync("b1"),
            StringComparison.Ordinal
        );
        _zone.Ahead = TimeSpan.FromSeconds(30);
        await _zone.TickAsync();
        Assert.Empty(await _zone.RunsAsync());
    }

    [Fact]
    public async Task Marker_BeforeFilesAndDefinition_WaitsForBoth()
    {
        await _zone.MarkAsync("b1");
        Assert.Contains($"there is no pipeline '{_zone.Pipeline}'", await _zone.ProblemAsync("b1"), StringComparison.Ordinal);
        await _zone.PutAsync();
        Assert.True(await bench.Starter.WaitsAsync(_zone.Pipeline, "b1", default));
        await _zone.AgainAsync("b1");
        Assert.Contains((_zone.Pipeline, "b1"), await _zone.Landing.WaitingAsync());
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        _zone.Ahead = TimeSpan.FromSeconds(11);
        await _zone.TickAsync();
        Assert.Single(await _zone.RunsAsync());
    }

    [Fact]
    public async Task Marker_ThatIsTakenAway_WaitsForNothing()
    {
        await _zone.PutAsync();
        await _zone.MarkAsync("b1");
        await _zone.DeleteAsync("b1", StorageLayout.CompleteMarker);
        await _zone.TickAsync();
        Assert.DoesNotContain((_zone.Pipeline, "b1"), await _zone.Landing.WaitingAsync());
    }

    [Fact]
    public async Task Marker_InAFolderOfABatch_GetsANoteThatGoesWhenTheBatchStarts()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("b1", ("north/a.csv", "x\n1\n"), ("north/_SUCCESS", ""));
        await _zone.MisplacedAsync($"{_zone.Pipeline}/b1/north/_SUCCESS");
        Assert.Contains(
            $"This _SUCCESS lies in the folder 'north' of batch 'b1' and starts nothing: the files of a batch may lie in several folders. "
                + $"When all are there, land landing/{_zone.Pipeline}/b1/_SUCCESS",
            await _zone.Landing.ReadMarkerAsync(_zone.Pipeline, "b1", "north/_PROBLEM.txt"),
            StringComparison.Ordinal
        );
        Assert.Empty(await _zone.RunsAsync());

        Assert.True((await _zone.MarkAsync("b1")).IsNew);
        Assert.Null(await _zone.Landing.ReadMarkerAsync(_zone.Pipeline, "b1", "north/_PROBLEM.txt"));
        await _zone.MisplacedAsync($"{_zone.Pipeline}/b1/north/_SUCCESS");
        Assert.Null(await _zone.Landing.ReadMarkerAsync(_zone.Pipeline, "b1", "north/_PROBLEM.txt"));
        var run = Assert.Single(await _zone.RunsAsync());
        Assert.Equal(["north/a.csv"], (await _zone.DatasetAsync(run)).Files.Select(file => file.Name));
    }

    [Fact]
    public async Task Marker_DirectlyUnderThePipeline_GetsANoteBesideIt()
    {
        await _zone.LandAtAsync($"{_zone.Pipeline}/_SUCCESS");
        await _zone.MisplacedAsync($"{_zone.Pipeline}/_SUCCESS");
        await _zone.MisplacedAsync($"{_zone.Pipeline}/_SUCCESS");
        Assert.Contains(
            $"This _SUCCESS lies directly under '{_zone.Pipeline}' and starts nothing. Land the files of a batch in a folder of their own, as "
                + $"landing/{_zone.Pipeline}/{{batch}}/",
            await ReadAsync($"{_zone.Pipeline}/_PROBLEM.txt"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Marker_InNoPipeline_GetsANoteBesideIt()
    {
        await _zone.MisplacedAsync("_SUCCESS");
        Assert.Contains("landing/{pipeline}/{batch}/", await ReadAsync("_PROBLEM.txt"), StringComparison.Ordinal);
    }

    private static (string?, bool) Answer(StartedRun run) => (run.RunId, run.IsNew);

    private async Task<string> ReadAsync(string blob) =>
        (
            await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing).GetBlobClient(blob).DownloadContentAsync()
        ).Value.Content.ToString();
}
