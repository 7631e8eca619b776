using Azure;
using Azure.Storage.Blobs;

namespace ServerlessML.Tests.LocalHost;

public sealed class StorageOutageTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public Task InitializeAsync() => _azurite.InitializeAsync();

    public Task DisposeAsync() => _azurite.DisposeAsync();

    [Fact]
    public async Task Host_StorageDownWhileItRuns_LosesNothing()
    {
        await using var host = new SampleHost(_azurite);
        var container = _azurite.Blobs.GetBlobContainerClient(host.Container);
        await container.CreateAsync();
        await host.StartAsync();
        await UploadAsync(container, "before.txt");
        await WaitFor.TrueAsync("the event before the outage", () => SentAsync(host, 1));

        await UploadAsync(container, "during.txt");
        await _azurite.StopAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => host.Events.PollOnceAsync(default));
        Assert.True(refused is RequestFailedException or AggregateException { InnerException: RequestFailedException }, refused.ToString());
        await _azurite.ComeBackAsync();

        await WaitFor.TrueAsync("the event after the outage", () => SentAsync(host, 2));
        await host.StopAsync();
    }

    private async Task<bool> SentAsync(SampleHost host, int events)
    {
        var queue = _azurite.Queues.GetQueueClient(host.Container);
        return await queue.ExistsAsync() && (await queue.PeekMessagesAsync(32)).Value.Length == events;
    }

    private static Task UploadAsync(BlobContainerClient container, string name) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString("x"), overwrite: true);
}
