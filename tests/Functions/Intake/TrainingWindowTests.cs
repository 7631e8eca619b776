using System.Text;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Validation;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>Which batches a run is trained on, from opening to acceptance.</summary>
[Collection(StorageCollection.Name)]
public sealed class TrainingWindowTests(Workbench bench)
{
    private static readonly ColumnDefinition X = new() { Name = "x", Type = ColumnType.Number };
    private static readonly ColumnDefinition Rain = new()
    {
        Name = "rain",
        Type = ColumnType.Category,
        MaxMissing = 0.5,
    };

    [Fact]
    public async Task OpenRun_ThreeBatches_HasTheLastAcceptedOnesAndItsOwn()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, new() { Batches = 3 });
        foreach (var (batch, accepted) in ((string, bool)[])[("b1", true), ("b2", true), ("b3", false), ("b4", true)])
        {
            await RunAsync(definition, batch, accepted ? $"x,y\n{batch[1]},0\n2,1\n" : "x,y\nnone,0\n2,1\n", accepted);
        }

        var (opened, manifest) = await OpenAsync(definition, "b5", "x,y\n5,0\n2,1\n");
        var window = await bench.Storage.Content.GetJsonAsync<DatasetManifest>(opened.Window!.Value);
        Assert.Equal(["b2", "b4", "b5"], window.Window!.Select(part => part.Batch));
        Assert.Equal([("b2/a.csv", 0), ("b4/a.csv", 1), ("b5/a.csv", 2)], window.Files.Select(file => (file.Name, file.Place!.Value)));
        Assert.Equal(["a.csv"], opened.Files.Select(file => file.Name));
        Assert.Equal(opened.Window, manifest.Window);
        Assert.Equal("trained on 3 batches: b2, b4, b5", manifest.Steps.Single(step => step.Key == "window").What);
    }

    [Fact]
    public async Task OpenRun_AfterABatchThatHasTheSameFile_CountsItOnceAsTheNewest()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, new() { All = true });
        await RunAsync(definition, "b1", "x,y\n1,0\n2,1\n");
        await RunAsync(definition, "b2", "x,y\n3,0\n2,1\n");

        // As it lands again, with one file more.
        var (opened, manifest) = await OpenAsync(definition, "b3", "x,y\n1,0\n2,1\n", more: "x,y\n4,0\n2,1\n");
        var window = await bench.Storage.Content.GetJsonAsync<DatasetManifest>(opened.Window!.Value);
        Assert.Equal([("b2/a.csv", 1), ("b3/a.csv", 2), ("b3/b.csv", 2)], window.Files.Select(file => (file.Name, file.Place!.Value)));
        Assert.Equal([new FileCopy("b1/a.csv", "b3/a.csv")], window.Copies!);
        Assert.Equal(
            "trained on 3 batches: b1, b2, b3; of equal files the newest counts: 'b1/a.csv' is 'b3/a.csv' too",
            manifest.Steps.Single(step => step.Key == "window").What
        );
    }

    [Fact]
    public async Task OpenRun_Again_KeepsTheWindowThatItOpenedWith()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, new() { All = true });
        // Two at once: neither is accepted yet when the other opens.
        var (first, _) = await OpenAsync(definition, "b1", "x,y\n1,0\n2,1\n");
        var (second, _) = await OpenAsync(definition, "b2", "x,y\n3,0\n2,1\n");
        await AcceptAsync(definition, "b1", "x,y\n1,0\n2,1\n");

        var (again, manifest) = await OpenAsync(definition, "b2", "x,y\n3,0\n2,1\n");
        Assert.Equal((second.Window, second.Window), (again.Window, manifest.Window));
        Assert.Equal(["b1"], await NamesAsync(first));
        Assert.Equal(["b2"], await NamesAsync(again));

        await AcceptAsync(definition, "b2", "x,y\n3,0\n2,1\n");
        var (third, _) = await OpenAsync(definition, "b3", "x,y\n4,0\n2,1\n");
        Assert.Equal(["b1", "b2", "b3"], await NamesAsync(third));
    }

    [Fact]
    public async Task OpenRun_TheSameFilesAgain_CountOnce()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, new() { All = true });
        await RunAsync(definition, "b1", "x,y\n1,0\n2,1\n");
        await RunAsync(definition, "b2", "x,y\n3,0\n2,1\n");
        await AcceptAsync(definition, "b1", "x,y\n1,0\n2,1\n");
        var (again, _) = await OpenAsync(definition, "b1-again", "x,y\n1,0\n2,1\n");
        Assert.Equal(["b2", "b1-again"], await NamesAsync(again));
        Assert.Equal(["b1", "b2"], (await bench.Batches.FindAsync(pipeline)).Batches.Select(batch => batch.Batch));
    }

    [Fact]
    public async Task OpenRun_AnAge_LeavesOutOlderBatches()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, new() { Age = TimeSpan.FromDays(90) });
        await RunAsync(definition, "old", "x,y\n1,0\n2,1\n");
        bench.Time.Advance(TimeSpan.FromDays(60));
        await RunAsync(definition, "middle", "x,y\n3,0\n2,1\n");
        bench.Time.Advance(TimeSpan.FromDays(31));
        var (opened, _) = await OpenAsync(definition, "new", "x,y\n5,0\n2,1\n");
        Assert.Equal(["middle", "new"], await NamesAsync(opened));
    }

    [Fact]
    public async Task OpenRun_BatchesOfAnOlderDefinition_FitOrAreLeftOutWithTheReason()
    {
        var pipeline = bench.NewName();
        var before = Definition(pipeline, new() { All = true });
        await RunAsync(before, "b1", "x,y\n1,0\n2,1\n");
        await RunAsync(before, "b2", "x,rain,y\n1,no,0\n2,,1\n");

        // May be missing: the batch without it has missing cells.
        var optional = before with { Data = before.Data with { Columns = [X, Rain] } };
        var (some, _) = await OpenAsync(optional, "b3", "x,rain,y\n3,no,0\n2,,1\n");
        Assert.Equal(["b1", "b2", "b3"], await NamesAsync(some));

        var required = before with { Data = before.Data with { Columns = [X, Rain with { MaxMissing = 0 }] } };
        var (none, manifest) = await OpenAsync(required, "b4", "x,rain,y\n4,no,0\n2,yes,1\n");
        Assert.Equal(["b4"], await NamesAsync(none));
        Assert.StartsWith(
            "trained on 1 batch: b4; b1 is left out, because it does not fit the definition: 'a.csv' has no column 'rain'; it "
                + "has 'x', 'y'. Add it to the file, or take it out of the definition; b2 is left out, because it does not fit the definition: ",
            manifest.Steps.Single(step => step.Key == "window").What,
            StringComparison.Ordinal
        );

        var label = before with
        {
            Data = before.Data with
            {
                Label = new() { Name = "y", Values = ["low", "high"] },
            },
        };
        var (other, _) = await OpenAsync(label, "b5", "x,y\n4,low\n2,high\n");
        Assert.Equal(["b5"], await NamesAsync(other));
    }

    [Fact]
    public async Task OpenRun_APipelineFromBeforeTheDocument_FindsItsBatchesInTheManifests()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, window: null);
        await RunAsync(definition, "b1", "x,y\n1,0\n2,1\n");
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Models).DeleteBlobAsync(StorageLayout.Batches(pipeline));
        var (opened, _) = await OpenAsync(definition with { Training = new() { Window = new() { Batches = 2 } } }, "b2", "x,y\n3,0\n2,1\n");
        Assert.Equal(["b1", "b2"], await NamesAsync(opened));
    }

    [Fact]
    public async Task OpenRun_WithoutAWindow_HasNone()
    {
        var (opened, manifest) = await OpenAsync(Definition(bench.NewName(), window: null), "b1", "x,y\n1,0\n2,1\n");
        Assert.Equal((null, null), (opened.Window, manifest.Window));
        Assert.DoesNotContain(manifest.Steps, step => step.Key == "window");
    }

    private RunManifests Manifests => new(bench.Storage.Documents);

    private static PipelineDefinition Definition(string pipeline, TrainingWindow? window) =>
        new()
        {
            Name = pipeline,
            Data = new()
            {
                Columns = [X],
                Label = new() { Name = "y", Values = ["0", "1"] },
            },
            Validation = new() { MinRows = 1 },
            Training = new() { Window = window },
        };

    private async Task RunAsync(PipelineDefinition definition, string batch, string csv, bool accepted = true)
    {
        await OpenAsync(definition, batch, csv);
        await AcceptAsync(definition, batch, csv, accepted);
    }

    private async Task<(OpenedRun Opened, RunManifest Manifest)> OpenAsync(
        PipelineDefinition definition,
        string batch,
        string csv,
        string? more = null
    )
    {
        var request = await RequestAsync(definition, batch, csv, more);
        var opened = await new OpenRun(bench.Storage.Content, Manifests, bench.Windows, bench.Time).RunAsync(request, default);
        return (opened, await Manifests.GetAsync(request.RunId));
    }

    private async Task AcceptAsync(PipelineDefinition definition, string batch, string csv, bool accepted = true)
    {
        var request = await RequestAsync(definition, batch, csv);
        var dataset = await bench.Storage.Content.GetJsonAsync<DatasetManifest>(request.Dataset);
        var shard = await new ValidateShard(bench.Storage.Content, bench.Time).RunAsync(
            new()
            {
                RunId = request.RunId,
                Definition = request.Definition,
                File = dataset.Files[0],
            },
            default
        );
        var outcome = await bench.Join.RunAsync(
            new()
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Batch = batch,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Shards = [shard.Report],
            },
            default
        );
        Assert.Equal(accepted, outcome.Accepted);
    }

    private async Task<LifecycleRequest> RequestAsync(PipelineDefinition definition, string batch, string csv, string? more = null)
    {
        DatasetManifest dataset = new()
        {
            Pipeline = definition.Name,
            Files = more is null ? [await FileAsync("a.csv", csv)] : [await FileAsync("a.csv", csv), await FileAsync("b.csv", more)],
        };
        return new()
        {
            RunId = $"{definition.Name}-{batch}",
            Pipeline = definition.Name,
            Batch = batch,
            StartedBy = "a test",
            Definition = await bench.Storage.Content.PutJsonAsync(definition),
            Dataset = await bench.Storage.Content.PutJsonAsync(dataset),
        };
    }

    private async Task<IEnumerable<string>> NamesAsync(OpenedRun opened) =>
        (await bench.Storage.Content.GetJsonAsync<DatasetManifest>(opened.Window!.Value)).Window!.Select(part => part.Batch);

    private async Task<DataFile> FileAsync(string name, string csv)
    {
        var bytes = Encoding.UTF8.GetBytes(csv);
        return new()
        {
            Name = name,
            Format = DataFormat.Csv,
            Bytes = bytes.Length,
            Digest = await bench.Storage.Content.PutAsync(bytes),
        };
    }
}
