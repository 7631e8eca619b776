using System.Text;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Intake.Events;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.Storage;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Functions.Intake;

/// <summary>One pipeline's part of the landing zone, with a runtime whose runs end at once, and a clock beside the storage's own.</summary>
internal sealed class LandingFixture : IAsyncDisposable
{
    private readonly Workbench _bench;
    private readonly TemporaryFolder _folder = new();
    private readonly DurableRuntime _runtime;

    private LandingFixture(Workbench bench)
    {
        _bench = bench;
        Pipeline = bench.NewName();
        var registry = new TaskRegistry();
        registry.AddOrchestrator(nameof(ModelLifecycle), _ => Task.FromResult<object?>(null));
        _runtime = DurableRuntime.Open(
            new() { DatabasePath = _folder["durable.db"] },
            registry,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
    }

    public string Pipeline { get; }

    public DurableTaskClient Client => _runtime.Client;

    /// <summary>How far the functions' clock is ahead of the storage's.</summary>
    public TimeSpan Ahead { get; set; }

    public LandingZone Landing => _bench.Landing;

    public RunManifests Manifests => new(_bench.Storage.Documents);

    public static async Task<LandingFixture> StartAsync(Workbench bench)
    {
        var fixture = new LandingFixture(bench);
        await fixture._runtime.StartAsync(default);
        return fixture;
    }

    public async Task PutAsync(int max = 100, string more = "")
    {
        var yaml = $$"""
            name: {{Pipeline}}
            {{more}}
            data:
              columns:
                x: { type: number, max: {{max}} }
              label: { name: late, values: [0, 1] }
            """;
        Assert.NotNull(await _bench.Pipelines.PutAsync(PipelineYaml.Parse(yaml), yaml, null));
    }

    /// <summary>Files by name; a name with <c>!</c> behind it says by metadata that it is a folder.</summary>
    public async Task LandAsync(string batch, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            await LandAtAsync(StorageLayout.Batch(Pipeline, batch) + name, text);
        }
    }

    public async Task LandAtAsync(string path, string text = "")
    {
        var folder = path.EndsWith('!');
        await Container
            .GetBlobClient(folder ? path[..^1] : path)
            .UploadAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                new BlobUploadOptions { Metadata = folder ? new Dictionary<string, string> { ["hdi_isfolder"] = "true" } : null }
            );
    }

    public Task DeleteAsync(string batch, string name) => Container.DeleteBlobAsync(StorageLayout.Batch(Pipeline, batch) + name);

    public Task<StartedRun> MarkAsync(string batch) => EventAsync(batch, land: true);

    /// <summary>The event of a marker that is there already.</summary>
    public Task<StartedRun> AgainAsync(string batch) => EventAsync(batch, land: false);

    public Task<StartedRun> AskAsync(string batch, string? key = null) => _bench.Starter.StartAsync(Client, Pipeline, batch, "ann", key);

    /// <summary>One tick of the timer.</summary>
    public Task TickAsync() =>
        new QuietBatches(_bench.Starter, _bench.Pipelines, Landing, new ClockAhead(this), NullLogger<QuietBatches>.Instance).RunAsync(
            new(),
            Client,
            default
        );

    public Task MisplacedAsync(string blob) => new MisplacedMarker(Landing).AnswerAsync(blob, default);

    public Task<string?> ProblemAsync(string batch) => Landing.ReadMarkerAsync(Pipeline, batch, LandingZone.ProblemNote);

    public Task<string?> NoteAsync(string batch) => Landing.ReadMarkerAsync(Pipeline, batch, LandingZone.Note);

    /// <summary>The runs that were started for the pipeline.</summary>
    public async Task<IReadOnlyList<LifecycleRequest>> RunsAsync()
    {
        List<LifecycleRequest> runs = [];
        await foreach (var instance in Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)))
        {
            runs.Add(instance.ReadInputAs<LifecycleRequest>()!);
        }

        return runs;
    }

    public async Task<DatasetManifest> DatasetAsync(LifecycleRequest run) =>
        await _bench.Storage.Content.GetJsonAsync<DatasetManifest>(run.Dataset);

    /// <summary>What the run's own code would write.</summary>
    public async Task EndAsync(string run, string batch, string state, string outcome, Digest? definition = null) =>
        await Manifests.OpenAsync(
            new()
            {
                RunId = run,
                Pipeline = Pipeline,
                Batch = batch,
                State = state,
                Outcome = outcome,
                StartedBy = "test",
                StartedAt = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero),
                EndedAt = new(2026, 11, 1, 8, 30, 0, TimeSpan.Zero),
                CodeVersion = "1",
                Definition = definition ?? Digest.Of([1]),
                Dataset = Digest.Of([2]),
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _folder.Dispose();
    }

    private Azure.Storage.Blobs.BlobContainerClient Container => _bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing);

    private async Task<StartedRun> EventAsync(string batch, bool land)
    {
        if (land)
        {
            await LandAsync(batch, (StorageLayout.CompleteMarker, ""));
        }

        return await _bench.Starter.StartMarkedAsync(Client, Pipeline, batch, LandingEventHandler.StartedBy, default);
    }

    private sealed class ClockAhead(LandingFixture fixture) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + fixture.Ahead;
    }
}
