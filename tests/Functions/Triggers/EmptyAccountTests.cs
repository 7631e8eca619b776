using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Functions.Triggers;

/// <summary>
/// A storage account in which the infrastructure has not made all containers yet: whoever lists finds nothing, and does not fail.
/// </summary>
public sealed class EmptyAccountTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private StorageClients _storage = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
    }

    public Task DisposeAsync() => _azurite.DisposeAsync();

    [Fact]
    public async Task QuietBatches_WithoutALandingContainer_FindsNone()
    {
        await using var client = new GenuineClient();
        await LookAsync(client);
        await _storage.Blobs.GetBlobContainerClient(StorageLayout.Pipelines).CreateAsync();
        const string text = """
            name: flights
            landing: { complete-after-quiet: 1m }
            data:
              columns:
                x: { type: number }
              label: { name: late, values: [0, 1] }
            """;
        await new PipelineStore(_storage).PutAsync(PipelineYaml.Parse(text), text, null);

        await LookAsync(client);

        Assert.Empty(client.Started);
    }

    [Fact]
    public async Task Listing_OfContainersThatAreNotThere_IsEmpty()
    {
        var landing = new LandingZone(_storage);
        Assert.Empty(await landing.BatchesAsync("flights"));
        Assert.Empty((await landing.LookAsync("flights", "monday")).Blobs);
        Assert.Empty(await landing.WaitingAsync());
        Assert.Empty(await new PipelineStore(_storage).ListAsync());
        Assert.Equal(0, await _storage.Checkpoints.SweepAsync(DateTimeOffset.UtcNow));
        await foreach (var name in _storage.Documents.ListAsync(StorageLayout.Runs, ""))
        {
            Assert.Fail(name);
        }
    }

    [Fact]
    public async Task Listing_AnAccountThatDoesNotAnswer_IsAFailure()
    {
        await _azurite.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => new LandingZone(_storage).BatchesAsync("flights"));
    }

    private Task LookAsync(GenuineClient client)
    {
        var (landing, pipelines) = (new LandingZone(_storage), new PipelineStore(_storage));
        var starter = new RunStarter(
            landing,
            pipelines,
            _storage.Content,
            new RunManifests(_storage.Documents),
            new(new()),
            NullLogger<RunStarter>.Instance
        );
        return new QuietBatches(starter, pipelines, landing, TimeProvider.System, NullLogger<QuietBatches>.Instance).RunAsync(
            new TimerInfo(),
            client,
            default
        );
    }
}
