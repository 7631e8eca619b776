using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Api;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>A batch is its content: however often, and however many at once ask, there is one run.</summary>
[Collection(StorageCollection.Name)]
public sealed class RunStarterTests(Workbench bench) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _pipeline = bench.NewName();
    private DurableRuntime _runtime = null!;

    public async Task InitializeAsync()
    {
        var registry = new TaskRegistry();
        registry.AddOrchestrator(nameof(ModelLifecycle), _ => Task.FromResult<object?>(null));
        _runtime = DurableRuntime.Open(
            new() { DatabasePath = _folder["durable.db"] },
            registry,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await _runtime.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_TwiceAndAtOnce_IsOneRun()
    {
        await PutPipelineAsync();
        await LandAsync("monday", ("a.csv", "x\n1\n"), ("_SUCCESS", ""));
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync("monday")));
        Assert.Single(started.Select(run => run.RunId).Distinct());
        Assert.Single(started, run => run.IsNew);
        await _runtime.Client.WaitForInstanceCompletionAsync(started[0].RunId!);
        Assert.False((await StartAsync("monday")).IsNew);
    }

    [Fact]
    public async Task Start_OfARunThatEndedAndWasPurged_IsNoSecondRun()
    {
        await PutPipelineAsync();
        await LandAsync("monday", ("a.csv", "x\n1\n"));
        var first = await StartAsync("monday");
        await _runtime.Client.WaitForInstanceCompletionAsync(first.RunId!);
        var manifests = new RunManifests(bench.Storage.Documents);
        await manifests.OpenAsync(
            new()
            {
                RunId = first.RunId!,
                Pipeline = _pipeline,
                Batch = "monday",
                State = RunState.Completed,
                StartedBy = "test",
                StartedAt = DateTimeOffset.UnixEpoch,
                CodeVersion = "1",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
            }
        );
        await _runtime.Client.PurgeInstanceAsync(first.RunId!);

        Assert.False((await StartAsync("monday")).IsNew);
        Assert.Null(await _runtime.Client.GetInstanceAsync(first.RunId!));
        var view = await new RunViews(bench.Storage.Documents, manifests, bench.Time).GetAsync(_runtime.Client, first.RunId!, default);
        Assert.Equal(("monday", RunState.Completed), (view.Batch, view.State));
    }

    [Fact]
    public async Task Start_SameFilesInAnotherBatch_IsTheFirstRunAndOtherFilesAreAnother()
    {
        await PutPipelineAsync();
        await LandAsync("one", ("a.csv", "x\n1\n"));
        await LandAsync("copy", ("a.csv", "x\n1\n"));
        await LandAsync("other", ("a.csv", "x\n2\n"));
        var first = await StartAsync("one");
        Assert.Equal((first.RunId, false), ((await StartAsync("copy")).RunId, (await StartAsync("copy")).IsNew));
        Assert.NotEqual(first.RunId, (await StartAsync("other")).RunId);
    }

    [Fact]
    public async Task Start_WithAKey_IsARunOfItsOwn()
    {
        await PutPipelineAsync();
        await LandAsync("one", ("a.csv", "x\n1\n"));
        var plain = await StartAsync("one");
        var keyed = await StartAsync("one", "again");
        Assert.NotEqual(plain.RunId, keyed.RunId);
        Assert.Equal(keyed.RunId, (await StartAsync("one", "again")).RunId);
    }

    [Fact]
    public async Task Start_WithoutAPipeline_LeavesANoteThatGoesWhenItStarts()
    {
        await LandAsync("early", ("a.csv", "x\n1\n"));
        var refused = await StartAsync("early");
        Assert.Contains($"there is no pipeline '{_pipeline}'", refused.Problem, StringComparison.Ordinal);
        Assert.Contains(
            _pipeline,
            await bench.Landing.ReadMarkerAsync(_pipeline, "early", LandingZone.ProblemNote),
            StringComparison.Ordinal
        );

        await PutPipelineAsync();
        Assert.True((await StartAsync("early")).IsNew);
        Assert.False(await bench.Landing.HasMarkerAsync(_pipeline, "early", LandingZone.ProblemNote));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData("ünï")]
    [InlineData("")]
    public async Task Start_ABatchWithNoName_SaysTheRule(string batch) =>
        Assert.Contains("is not the name of a batch", (await StartAsync(batch)).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Read_ABatch_NamesFilesByContentAndLeavesMarkersOut()
    {
        await LandAsync("mixed", ("b.csv", "x\n"), ("a.ndjson", "{}"), ("_SUCCESS", ""), (".hidden.csv", "x"), ("notes.xlsx", "?"));
        var manifest = await bench.Landing.ReadAsync(_pipeline, "mixed");
        Assert.Equal([("a.ndjson", DataFormat.Ndjson), ("b.csv", DataFormat.Csv)], manifest.Files.Select(file => (file.Name, file.Format)));
        Assert.Equal(Digest.Of("x\n"u8), manifest.Files[1].Digest);
        Assert.Equal(["notes.xlsx"], manifest.Unreadable);
        Assert.Equal([".hidden.csv"], Assert.Single(manifest.PassedOver!).Names);
        Assert.Empty((await bench.Landing.ReadAsync(_pipeline, "absent")).Files);
    }

    [Fact]
    public async Task TakeIn_AFileThatWentOrChanged_SaysWhich()
    {
        await LandAsync("moving", ("a.csv", "x\n1\n"), ("b.csv", "x\n2\n"));
        var files = (await bench.Landing.ReadAsync(_pipeline, "moving")).Files;
        await LandAsync("moving", ("a.csv", "x\nchanged\n"));
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing).DeleteBlobAsync($"{_pipeline}/moving/b.csv");
        var takeIn = new TakeInFile(bench.Landing, bench.Storage.Content);
        Assert.Contains("'a.csv' changed", (await takeIn.RunAsync(Request(files[0]), default)).Problem, StringComparison.Ordinal);
        Assert.Contains("'b.csv'", (await takeIn.RunAsync(Request(files[1]), default)).Problem, StringComparison.Ordinal);
        Assert.StartsWith(
            "Run 'run' of this batch ended before its files were taken in: The file 'b.csv'",
            await bench.Landing.ReadMarkerAsync(_pipeline, "moving", LandingZone.ProblemNote),
            StringComparison.Ordinal
        );

        TakeInRequest Request(DataFile file) =>
            new()
            {
                RunId = "run",
                Pipeline = _pipeline,
                Batch = "moving",
                File = file,
            };
    }

    private Task<StartedRun> StartAsync(string batch, string? key = null) =>
        bench.Starter.StartAsync(_runtime.Client, _pipeline, batch, "test", key);

    private async Task LandAsync(string batch, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            await bench
                .Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing)
                .GetBlobClient(StorageLayout.Batch(_pipeline, batch) + name)
                .UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), overwrite: true);
        }
    }

    private async Task PutPipelineAsync()
    {
        var yaml = $$"""
            name: {{_pipeline}}
            data:
              columns:
                x: { type: number }
              label: { name: late, values: [0, 1] }
            """;
        Assert.NotNull(await bench.Pipelines.PutAsync(PipelineYaml.Parse(yaml), yaml, null));
    }
}
