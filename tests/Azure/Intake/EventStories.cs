using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Functions.Intake.Events;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Azure.Intake;

/// <summary>Event Grid's deliveries to the queue: what is for us starts a run once, and what is not is told why.</summary>
[Collection(StorageCollection.Name)]
public sealed class EventStories(StorageRoom room) : IAsyncLifetime
{
    private readonly string _pipeline = room.NewName("flights-late");
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await room.HostAsync();
        var yaml = $"name: {_pipeline}\ndata:\n  columns:\n    x: {{ type: number }}\n  label: {{ name: late, values: [0, 1] }}\n";
        Assert.NotNull(await new PipelineStore(room.Storage).PutAsync(PipelineYaml.Parse(yaml), yaml, null));
        await room
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing)
            .GetBlobClient($"{_pipeline}/monday/a.csv")
            .UploadAsync(BinaryData.FromString("x\n1\n"), overwrite: true);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Marker_DeliveredOftenInEitherSchema_IsOneRun()
    {
        await TakenAsync(Grid(Created("monday/_SUCCESS")));
        await TakenAsync(Grid(Created("monday/_SUCCESS")));
        await TakenAsync(Grid(Created("monday/a.csv"), Created("monday/_SUCCESS"), Created("monday/_SUCCESS")));
        await TakenAsync(Cloud(Created("monday/_SUCCESS")));
        await TakenAsync(new JsonArray(Cloud(Created("monday/_SUCCESS")), Cloud(Created("monday/_SUCCESS"))));

        var run = Assert.Single(await _host.RunsAsync(_pipeline));
        Assert.Equal(LandingEventHandler.StartedBy, run.ReadInputAs<LifecycleRequest>()!.StartedBy);
    }

    [Theory]
    [InlineData("monday/a.csv")]
    [InlineData("monday/part/_SUCCESS")]
    [InlineData("_SUCCESS")]
    [InlineData("monday/_PROBLEM.txt")]
    public async Task OtherBlobs_OfTheLandingContainer_StartNothing(string blob)
    {
        await TakenAsync(Grid(Created(blob)));
        Assert.Empty(await _host.RunsAsync(_pipeline));
    }

    [Fact]
    public async Task Foreign_AmongOurs_AreRefusedByNameAndOursAreTaken()
    {
        var otherAccount = Created("monday/_SUCCESS") with
        {
            Url = "https://another.blob.core.windows.net/landing/x/y/_SUCCESS",
            Account = "another",
        };
        var otherContainer = Created("monday/_SUCCESS") with { Url = $"{room.Storage.Blobs.Uri}/cas/{new string('a', 64)}" };
        var otherKind = Created("monday/_SUCCESS") with { Type = "Microsoft.Storage.BlobDeleted" };
        var otherSource = Created("monday/_SUCCESS") with { Account = "another" };
        var none = Created("monday/_SUCCESS") with { Url = null };
        var detail = await RefusedAsync(Grid(otherAccount, otherContainer, otherKind, otherSource, none, Created("monday/_SUCCESS")));

        Assert.Contains("about the storage account 'another'; this system's is 'devstoreaccount1'", detail, StringComparison.Ordinal);
        Assert.Contains("about the container 'cas': filter the subscription", detail, StringComparison.Ordinal);
        Assert.Contains("is of type 'Microsoft.Storage.BlobDeleted'", detail, StringComparison.Ordinal);
        Assert.Contains("names no blob", detail, StringComparison.Ordinal);
        Assert.Single(await _host.RunsAsync(_pipeline));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    [InlineData("""[{"id":"1"}]""")]
    [InlineData("""{"specversion":"1.0","id":"1"}""")]
    [InlineData(
        """[{"id":"1","subject":"x","eventType":"Microsoft.Storage.BlobCreated","dataVersion":"","eventTime":"not a time","data":{}}]"""
    )]
    public async Task Malformed_Messages_AreRefused(string body)
    {
        Assert.Contains("The message", await RefusedAsync(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_DataOfABlobEvent_IsRefused()
    {
        var broken = GridEvent(Created("monday/_SUCCESS"));
        broken["data"] = "not an object";
        await RefusedAsync(new JsonArray(broken));
    }

    private BlobNews Created(string blob) =>
        new("Microsoft.Storage.BlobCreated", "devstoreaccount1", $"{room.Storage.Blobs.Uri}/landing/{_pipeline}/{blob}");

    private static JsonArray Grid(params BlobNews[] news) => [.. news.Select(GridEvent)];

    private static JsonObject GridEvent(BlobNews news) =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = news.Source,
            ["subject"] = "/blobServices/default/containers/landing/blobs/x",
            ["eventType"] = news.Type,
            ["eventTime"] = "2026-01-01T00:00:00Z",
            ["dataVersion"] = "",
            ["metadataVersion"] = "1",
            ["data"] = Data(news),
        };

    private static JsonObject Cloud(BlobNews news) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.NewGuid().ToString(),
            ["source"] = news.Source,
            ["subject"] = "/blobServices/default/containers/landing/blobs/x",
            ["type"] = news.Type,
            ["time"] = "2026-01-01T00:00:00Z",
            ["data"] = Data(news),
        };

    private static JsonObject Data(BlobNews news) =>
        new()
        {
            ["api"] = "PutBlob",
            ["requestId"] = "r",
            ["eTag"] = "0x1",
            ["contentType"] = "text/csv",
            ["contentLength"] = 0,
            ["blobType"] = "BlockBlob",
            ["url"] = news.Url,
            ["sequencer"] = "1",
            ["storageDiagnostics"] = new JsonObject(),
        };

    private Task TakenAsync(JsonNode message) => ReceiveAsync(message.ToJsonString());

    private Task<string> RefusedAsync(JsonNode message) => RefusedAsync(message.ToJsonString());

    private async Task<string> RefusedAsync(string message) =>
        (await Assert.ThrowsAsync<EventRefusedException>(() => ReceiveAsync(message))).Message;

    private Task ReceiveAsync(string message) =>
        ActivatorUtilities.CreateInstance<BlobLanded>(_host.Services).RunAsync(message, _host.Durable, default);

    private sealed record BlobNews(string Type, string Account, string? Url)
    {
        public string Source => $"/subscriptions/x/resourceGroups/ml-dev/providers/Microsoft.Storage/storageAccounts/{Account}";
    }
}
