using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Contracts;
using ServerlessML.Functions.Intake.Events;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Triggers;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Azure.Intake;

/// <summary>Event Grid's deliveries, over HTTP to the real host: what is for us starts a run once, and what is not is told why.</summary>
[Collection(StorageCollection.Name)]
public sealed class EventStories(StorageRoom room) : IAsyncLifetime
{
    private const string Route = "events/landing";

    private readonly string _pipeline = room.NewName("flights-late");
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await room.HostAsync();
        var yaml = $"name: {_pipeline}\ndata:\n  columns:\n    x: {{ type: number }}\n  label: {{ name: late, values: [0, 1] }}\n";
        Assert.NotNull(await new PipelineStore(room.Storage).PutAsync(PipelineYaml.Parse(yaml), yaml, null));
        await room.Storage.Blobs.GetBlobContainerClient(StorageLayout.Landing).GetBlobClient($"{_pipeline}/monday/a.csv").UploadAsync(BinaryData.FromString("x\n1\n"), overwrite: true);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Marker_DeliveredOftenInEitherSchema_IsOneRun()
    {
        await TakenAsync(Grid(Created("monday/_SUCCESS")));
        await TakenAsync(Grid(Created("monday/_SUCCESS")));
        await TakenAsync(Grid(Created("monday/a.csv"), Created("monday/_SUCCESS"), Created("monday/_SUCCESS")));
        await TakenAsync(Cloud(Created("monday/_SUCCESS")), "application/cloudevents+json");
        await TakenAsync(new JsonArray(Cloud(Created("monday/_SUCCESS")), Cloud(Created("monday/_SUCCESS"))), "application/cloudevents-batch+json");

        var run = Assert.Single(await _host.RunsAsync(_pipeline));
        Assert.Equal(LandingEvents.StartedBy, run.ReadInputAs<LifecycleRequest>()!.StartedBy);
    }

    [Fact]
    public async Task Marker_ByTheEventGridTrigger_StartsTheSameRun()
    {
        var function = ActivatorUtilities.CreateInstance<BlobLanded>(_host.Services);
        await function.RunAsync(GridEvent(Created("monday/_SUCCESS")).ToJsonString(), _host.Durable, default);
        await TakenAsync(Grid(Created("monday/_SUCCESS")));
        Assert.Single(await _host.RunsAsync(_pipeline));
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
        var otherAccount = Created("monday/_SUCCESS") with { Url = "https://another.blob.core.windows.net/landing/x/y/_SUCCESS", Account = "another" };
        var otherContainer = Created("monday/_SUCCESS") with { Url = $"{room.Storage.Blobs.Uri}/cas/{new string('a', 64)}" };
        var otherKind = Created("monday/_SUCCESS") with { Type = "Microsoft.Storage.BlobDeleted" };
        var otherSource = Created("monday/_SUCCESS") with { Account = "another" };
        var none = Created("monday/_SUCCESS") with { Url = null };
        var detail = await RefusedAsync(Grid(otherAccount, otherContainer, otherKind, otherSource, none, Created("monday/_SUCCESS")));

        Assert.Contains("about the storage account 'another', and ours is 'devstoreaccount1'", detail, StringComparison.Ordinal);
        Assert.Contains("about the container 'cas': filter the subscription", detail, StringComparison.Ordinal);
        Assert.Contains("is of type 'Microsoft.Storage.BlobDeleted'", detail, StringComparison.Ordinal);
        Assert.Contains("does not say which blob", detail, StringComparison.Ordinal);
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
    [InlineData("""[{"id":"1","subject":"x","eventType":"Microsoft.Storage.BlobCreated","dataVersion":"","eventTime":"not a time","data":{}}]""")]
    public async Task Malformed_Deliveries_AreRefused(string body)
    {
        using var client = _host.Client(Role.Engineer);
        using var response = await client.PostAsync(Route, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The body", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_DataOfABlobEvent_IsRefused()
    {
        var broken = GridEvent(Created("monday/_SUCCESS"));
        broken["data"] = "not an object";
        await RefusedAsync(new JsonArray(broken));
    }

    [Fact]
    public async Task Validation_OfASubscription_IsAnsweredWithItsCode()
    {
        var body = new JsonArray(new JsonObject
        {
            ["id"] = "2d1781af", ["topic"] = "/subscriptions/x", ["subject"] = "", ["eventType"] = "Microsoft.EventGrid.SubscriptionValidationEvent", ["eventTime"] = "2026-01-01T00:00:00Z",
            ["metadataVersion"] = "1", ["dataVersion"] = "2",
            ["data"] = new JsonObject { ["validationCode"] = "512d38b6-c7b8-40c8-89fe-f46f9e9622b6", ["validationUrl"] = "https://rp-eastus2.eventgrid.azure.net/validate?id=1" },
        });
        using var client = _host.Client(Role.Engineer);
        using var response = await client.PostAsync(Route, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal("""{"validationResponse":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("eventgrid.azure.net", true)]
    [InlineData("attacker.example", false)]
    [InlineData(null, false)]
    public async Task CloudEventsHandshake_AllowsEventGridAlone(string? origin, bool allowed)
    {
        using var client = _host.Client(Role.Engineer);
        using var request = new HttpRequestMessage(HttpMethod.Options, Route);
        request.Headers.Add("WebHook-Request-Origin", origin);
        using var response = await client.SendAsync(request);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(allowed ? [origin!] : [], response.Headers.TryGetValues("WebHook-Allowed-Origin", out var values) ? values : []);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Approver, HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, HttpStatusCode.OK)]
    public async Task Deliveries_NeedARoleThatMayStartRuns(string? role, HttpStatusCode expected)
    {
        using var client = _host.Client(role);
        using var response = await client.PostAsync(Route, new StringContent(Grid(Created("monday/a.csv")).ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal(expected, response.StatusCode);
    }

    private BlobNews Created(string blob) => new("Microsoft.Storage.BlobCreated", "devstoreaccount1", $"{room.Storage.Blobs.Uri}/landing/{_pipeline}/{blob}");

    private static JsonArray Grid(params BlobNews[] news) => [.. news.Select(GridEvent)];

    private static JsonObject GridEvent(BlobNews news) => new()
    {
        ["id"] = Guid.NewGuid().ToString(), ["topic"] = news.Source, ["subject"] = "/blobServices/default/containers/landing/blobs/x", ["eventType"] = news.Type,
        ["eventTime"] = "2026-01-01T00:00:00Z", ["dataVersion"] = "", ["metadataVersion"] = "1", ["data"] = Data(news),
    };

    private static JsonObject Cloud(BlobNews news) => new()
    {
        ["specversion"] = "1.0", ["id"] = Guid.NewGuid().ToString(), ["source"] = news.Source, ["subject"] = "/blobServices/default/containers/landing/blobs/x", ["type"] = news.Type,
        ["time"] = "2026-01-01T00:00:00Z", ["data"] = Data(news),
    };

    private static JsonObject Data(BlobNews news) => new()
    {
        ["api"] = "PutBlob", ["requestId"] = "r", ["eTag"] = "0x1", ["contentType"] = "text/csv", ["contentLength"] = 0, ["blobType"] = "BlockBlob", ["url"] = news.Url, ["sequencer"] = "1",
        ["storageDiagnostics"] = new JsonObject(),
    };

    private async Task TakenAsync(JsonNode body, string type = "application/json")
    {
        using var client = _host.Client(Role.Engineer);
        using var response = await client.PostAsync(Route, new StringContent(body.ToJsonString(), Encoding.UTF8, type));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private async Task<string> RefusedAsync(JsonNode body)
    {
        using var client = _host.Client(Role.Engineer);
        using var response = await client.PostAsync(Route, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!;
    }

    private sealed record BlobNews(string Type, string Account, string? Url)
    {
        public string Source => $"/subscriptions/x/resourceGroups/ml-dev/providers/Microsoft.Storage/storageAccounts/{Account}";
    }
}
