using Azure.Messaging;
using Azure.Messaging.EventGrid.SystemEvents;
using Azure.Storage.Blobs;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class BlobEventSourceTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task PollOnce_NewBlobs_SendsOneEventEachAsEventGridDoes()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        await UploadAsync(container, "flights/2001-01/part-0.csv", "a,b");
        await UploadAsync(container, "flights/2001-01/_SUCCESS");

        Assert.Equal(2, await host.Events.PollOnceAsync(default));
        Assert.Equal(0, await host.Events.PollOnceAsync(default));

        var sent = await ReceivedAsync(host);
        Assert.Equal(["flights/2001-01/_SUCCESS", "flights/2001-01/part-0.csv"], sent.Select(BlobOf).Order(StringComparer.Ordinal));
        Assert.All(sent, received => Assert.Equal("Microsoft.Storage.BlobCreated", received.Type));
        var part = sent.Single(received => BlobOf(received).EndsWith(".csv", StringComparison.Ordinal));
        Assert.Equal($"/blobServices/default/containers/{host.Container}/blobs/flights/2001-01/part-0.csv", part.Subject);
        Assert.Equal(3, DataOf(part).ContentLength);
    }

    [Fact]
    public async Task PollOnce_SubscriptionByName_SendsWhatItIsForAlone()
    {
        await using var host = new SampleHost(azurite, subscribed: "/_SUCCESS");
        var container = await ContainerAsync(host);
        await UploadAsync(container, "flights/2001-01/part-0.csv");
        await UploadAsync(container, "flights/2001-01/_SUCCESS");

        Assert.Equal(1, await host.Events.PollOnceAsync(default));
        Assert.Equal("flights/2001-01/_SUCCESS", BlobOf(Assert.Single(await ReceivedAsync(host))));
    }

    [Fact]
    public async Task PollOnce_SameNameWithNewContent_SendsAnother()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        await UploadAsync(container, "a.txt", "one");
        await host.Events.PollOnceAsync(default);
        await UploadAsync(container, "a.txt", "two");

        Assert.Equal(1, await host.Events.PollOnceAsync(default));
        var sent = await ReceivedAsync(host);
        Assert.Equal(2, sent.Select(received => DataOf(received).ETag).Distinct().Count());
    }

    [Fact]
    public async Task PollOnce_OddNames_ArriveUnchanged()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        string[] names = ["flug häfen", "a%20b", "日本", "x{y}", "it's", "a+b", "a?b#c"];
        foreach (var name in names)
        {
            await UploadAsync(container, $"text/{name}.txt", "x");
        }

        await host.Events.PollOnceAsync(default);

        Assert.Equal(
            names.Select(name => $"text/{name}.txt").Order(StringComparer.Ordinal),
            (await ReceivedAsync(host)).Select(BlobOf).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task PollOnce_AfterRestart_SendsWhatCameMeanwhileAlone()
    {
        await using var first = new SampleHost(azurite);
        var container = await ContainerAsync(first);
        await UploadAsync(container, "p/one/_SUCCESS");
        await first.Events.PollOnceAsync(default);
        await first.AbandonAsync();
        await UploadAsync(container, "p/two/_SUCCESS");

        await using var second = new SampleHost(azurite, previous: first);
        Assert.Equal(1, await second.Events.PollOnceAsync(default));
        Assert.Equal(["p/one/_SUCCESS", "p/two/_SUCCESS"], (await ReceivedAsync(second)).Select(BlobOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PollOnce_HostGoneBetweenSendingAndNoting_SendsAgain()
    {
        await using var first = new SampleHost(azurite);
        var container = await ContainerAsync(first);
        await UploadAsync(container, "p/one/_SUCCESS");
        var events = first.Events;
        first.LoseState();
        await Assert.ThrowsAnyAsync<Exception>(() => events.PollOnceAsync(default));
        await first.AbandonAsync();

        await using var second = new SampleHost(azurite, previous: first);
        Assert.Equal(1, await second.Events.PollOnceAsync(default));
        Assert.Equal(0, await second.Events.PollOnceAsync(default));
        Assert.Equal(["p/one/_SUCCESS", "p/one/_SUCCESS"], (await ReceivedAsync(second)).Select(BlobOf));
    }

    [Fact]
    public async Task PollOnce_NoContainer_IsEmpty()
    {
        await using var host = new SampleHost(azurite);
        Assert.Equal(0, await host.Events.PollOnceAsync(default));
    }

    private async Task<BlobContainerClient> ContainerAsync(SampleHost host)
    {
        var container = azurite.Blobs.GetBlobContainerClient(host.Container);
        await container.CreateIfNotExistsAsync();
        return container;
    }

    private static Task UploadAsync(BlobContainerClient container, string name, string content = "") =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);

    private async Task<IReadOnlyList<CloudEvent>> ReceivedAsync(SampleHost host)
    {
        var messages = await azurite.Queues.GetQueueClient(host.Container).ReceiveMessagesAsync(32);
        return [.. messages.Value.Select(message => CloudEvent.Parse(message.Body)!)];
    }

    private static string BlobOf(CloudEvent received) => new BlobUriBuilder(new Uri(DataOf(received).Url)).BlobName;

    private static StorageBlobCreatedEventData DataOf(CloudEvent received) =>
        received.Data!.ToObjectFromJson<StorageBlobCreatedEventData>()!;
}
