using Azure.Storage.Blobs;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.Tests.Support;

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
        await UploadAsync(container, "text/before.txt");
        await WaitFor.TrueAsync("the blob before the outage", () => Task.FromResult(host.Calls.Seen.Any(call => call.StartsWith("before", StringComparison.Ordinal))));

        await UploadAsync(container, "text/during.txt");
        await _azurite.StopAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => host.Texts.PollOnceAsync(default));
        Assert.True(StorageOutage.Is(refused), refused.ToString());
        await _azurite.ComeBackAsync();

        await WaitFor.TrueAsync("the blob after the outage", () => Task.FromResult(host.Calls.Seen.Any(call => call.StartsWith("during", StringComparison.Ordinal))));
        await host.StopAsync();
    }

    [Fact]
    public async Task PollOnce_FunctionMeetsTheOutage_UsesUpNoAttempt()
    {
        await using var host = new SampleHost(_azurite);
        var container = _azurite.Blobs.GetBlobContainerClient(host.Container);
        await container.CreateAsync();
        await UploadAsync(container, "p/b/_SUCCESS");
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        var unreachable = new BlobServiceClient(new Uri("http://127.0.0.1:1/account"), options);
        host.Calls.Before = cancellation => unreachable.GetPropertiesAsync(cancellation);

        for (var attempt = 0; attempt < 4; attempt++)
            await Assert.ThrowsAnyAsync<Exception>(() => host.Batches.PollOnceAsync(default));

        host.Calls.Before = _ => Task.CompletedTask;
        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        Assert.EndsWith("retry 0", host.Calls.Seen.Last(), StringComparison.Ordinal);
    }

    private static Task UploadAsync(BlobContainerClient container, string name) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString("x"), overwrite: true);
}
