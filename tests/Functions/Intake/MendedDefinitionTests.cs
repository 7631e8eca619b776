using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Intake;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>A run is of files and definition: another definition is another run, and what is told twice is not.</summary>
[Collection(StorageCollection.Name)]
public sealed class MendedDefinitionTests(Workbench bench) : IAsyncLifetime
{
    private LandingFixture _zone = null!;

    public async Task InitializeAsync() => _zone = await LandingFixture.StartAsync(bench);

    public async Task DisposeAsync() => await _zone.DisposeAsync();

    [Fact]
    public async Task Marker_AgainUnderAMendedDefinition_IsAnotherRun()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        await _zone.Landing.WriteMarkerAsync(_zone.Pipeline, "b1", LandingZone.ProblemNote, "This batch was rejected by run 'x'.");

        await _zone.PutAsync(max: 30);
        var second = await _zone.MarkAsync("b1");
        Assert.Equal((true, true), (first.IsNew, second.IsNew));
        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Null(await _zone.ProblemAsync("b1"));
        Assert.Equal(second.RunId, (await _zone.AskAsync("b1")).RunId);
    }

    [Fact]
    public async Task Ask_UnderAMendedDefinition_IsAnotherRun()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        await _zone.PutAsync(max: 30);
        var asked = await _zone.AskAsync("b1");
        Assert.True(asked.IsNew);
        Assert.NotEqual(first.RunId, asked.RunId);
        Assert.Equal((asked.RunId, false), ((await _zone.AskAsync("b1")).RunId, (await _zone.AskAsync("b1")).IsNew));
    }

    [Fact]
    public async Task Event_DeliveredAgainAfterTheDefinitionChanged_IsTheFirstRun()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        await _zone.PutAsync(max: 30);
        Assert.Equal((first.RunId, false), Answer(await _zone.AgainAsync("b1")));
        Assert.Single(await _zone.RunsAsync());
        Assert.Null(await _zone.NoteAsync("b1"));
    }

    [Fact]
    public async Task Event_WhoseTakerNeverCameToTheStart_StartsWhatWasTaken()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        // As if the host had been killed between the two.
        await _zone.Client.WaitForInstanceCompletionAsync(first.RunId!);
        await _zone.Client.PurgeInstanceAsync(first.RunId!);
        await _zone.PutAsync(max: 30);
        Assert.Equal((first.RunId, true), Answer(await _zone.AgainAsync("b1")));
        Assert.Equal(first.RunId, Assert.Single(await _zone.RunsAsync()).RunId);
    }

    [Fact]
    public async Task Events_AtOnce_AreOneRunWithoutANote()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"), ("_SUCCESS", ""));
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _zone.AgainAsync("b1")));
        Assert.Single(started.Select(run => run.RunId).Distinct());
        Assert.Single(await _zone.RunsAsync());
        Assert.Null(await _zone.NoteAsync("b1"));
    }

    [Fact]
    public async Task Marker_AgainUnderTheSameDefinition_LeavesANoteWithTheRunAndItsOutcome()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        await _zone.EndAsync(first.RunId!, "b1", RunState.Rejected, "the batch is quarantined: 3 values of 'a.csv' are wrong.");

        Assert.Equal((first.RunId, false), Answer(await _zone.MarkAsync("b1")));
        var note =
            $"These files are run '{first.RunId}' of batch 'b1', which ended as rejected at 2026-11-01 08:30 UTC: the batch is "
            + $"quarantined: 3 values of 'a.csv' are wrong. No second run was started: the same files under the same definition are one run.";
        Assert.StartsWith(note, await _zone.NoteAsync("b1"), StringComparison.Ordinal);

        await _zone.LandAsync("copy", ("a.csv", "x\n1\n"));
        await _zone.MarkAsync("copy");
        Assert.StartsWith(note, await _zone.NoteAsync("copy"), StringComparison.Ordinal);
        Assert.StartsWith(note, (await _zone.AskAsync("copy")).Note, StringComparison.Ordinal);
        Assert.Single(await _zone.RunsAsync());

        // Mended, the note goes with the new run.
        await _zone.PutAsync(max: 30);
        Assert.True((await _zone.MarkAsync("copy")).IsNew);
        Assert.Null(await _zone.NoteAsync("copy"));
    }

    [Fact]
    public async Task Events_OfTheSameFilesAsTwoBatchesAtOnce_AreOneRunAndANoteBesideTheOther()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("one", ("a.csv", "x\n1\n"), ("_SUCCESS", ""));
        await _zone.LandAsync("two", ("a.csv", "x\n1\n"), ("_SUCCESS", ""));
        await Task.WhenAll(_zone.AgainAsync("one"), _zone.AgainAsync("two"));
        var run = Assert.Single(await _zone.RunsAsync());
        Assert.Null(await _zone.NoteAsync(run.Batch));
        Assert.StartsWith(
            $"These files are run '{run.RunId}' of batch '{run.Batch}'",
            await _zone.NoteAsync(run.Batch == "one" ? "two" : "one"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Marker_AgainWithACopyBeside_IsTheFirstRun()
    {
        await _zone.PutAsync();
        await _zone.LandAsync("b1", ("depot.csv", "x\n1\n"));
        var first = await _zone.MarkAsync("b1");
        await _zone.LandAsync("b1", ("depot (1).csv", "x\n1\n"));
        Assert.Equal((first.RunId, false), Answer(await _zone.MarkAsync("b1")));
        Assert.NotNull(await _zone.NoteAsync("b1"));
    }

    [Fact]
    public async Task Files_QuietAgainUnderAnotherDefinition_AreNoSecondRunUntilSomethingLands()
    {
        await _zone.PutAsync(max: 20, more: "landing: { complete-after-quiet: 1m }");
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        _zone.Ahead = TimeSpan.FromMinutes(2);
        await _zone.TickAsync();
        await _zone.PutAsync(max: 30, more: "landing: { complete-after-quiet: 1m }");
        await _zone.TickAsync();
        Assert.Single(await _zone.RunsAsync());
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        await _zone.TickAsync();
        Assert.Equal(2, (await _zone.RunsAsync()).Count);
        Assert.Null(await _zone.NoteAsync("b1"));
    }

    [Fact]
    public async Task Run_OfAnEarlierRelease_IsStillTheRunUnderItsDefinition()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var content = (await _zone.Landing.ReadAsync(_zone.Pipeline, "b1")).ContentDigest();
        var old = RunId.For(_zone.Pipeline, content);
        var definition = (await bench.Pipelines.FindAsync(_zone.Pipeline))!.Definition.Digest();
        await _zone.EndAsync(old, "b1", RunState.Completed, "promoted", definition);

        Assert.Equal((old, false), Answer(await _zone.MarkAsync("b1")));
        await _zone.PutAsync(max: 30);
        var mended = await _zone.MarkAsync("b1");
        Assert.True(mended.IsNew);
        Assert.NotEqual(old, mended.RunId);
    }

    [Fact]
    public async Task Key_NamesOneRunWhateverTheDefinition()
    {
        await _zone.PutAsync(max: 20);
        await _zone.LandAsync("b1", ("a.csv", "x\n1\n"));
        var first = await _zone.AskAsync("b1", "monday");
        await _zone.PutAsync(max: 30);
        Assert.Equal((first.RunId, false), Answer(await _zone.AskAsync("b1", "monday")));
    }

    private static (string?, bool) Answer(StartedRun run) => (run.RunId, run.IsNew);
}
