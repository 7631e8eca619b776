using System.Text.Json;
using Azure.Storage.Blobs;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class BlobTriggerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task PollOnce_NewBlob_RunsOnceWithTheNamesOfItsPath()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        await UploadAsync(container, "flights/2001-01/_SUCCESS");
        await UploadAsync(container, "flights/2001-01/part-0.parquet");

        await host.Batches.PollOnceAsync(default);
        await host.Batches.PollOnceAsync(default);

        Assert.Equal(["OnBatch flights 2001-01 flights/2001-01/_SUCCESS retry 0"], host.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_SameNameWithNewContent_RunsAgain()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        await UploadAsync(container, "text/a.txt", "one");
        await host.Texts.PollOnceAsync(default);
        await UploadAsync(container, "text/a.txt", "two");
        await host.Texts.PollOnceAsync(default);

        Assert.Equal(["a=one text/a.txt", "a=two text/a.txt"], host.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_OddNames_ArriveUnchanged()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        string[] names = ["flug häfen", "a%20b", "日本", "x{y}", "it's"];
        foreach (var name in names)
            await UploadAsync(container, $"text/{name}.txt", "x");

        await host.Texts.PollOnceAsync(default);

        Assert.Equal(names.Select(name => $"{name}=x text/{name}.txt").Order(StringComparer.Ordinal), host.Calls.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PollOnce_AfterRestart_HonoursReceiptsAndSeesWhatCameMeanwhile()
    {
        await using var first = new SampleHost(azurite);
        var container = await ContainerAsync(first);
        await UploadAsync(container, "p/one/_SUCCESS");
        await first.Batches.PollOnceAsync(default);
        await first.AbandonAsync();
        await UploadAsync(container, "p/two/_SUCCESS");

        await using var second = new SampleHost(azurite, previous: first);
        await second.Batches.PollOnceAsync(default);

        Assert.Equal(2, second.Calls.Seen.Count);
        Assert.Contains("OnBatch p two p/two/_SUCCESS retry 0", second.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_HostGoneBeforeTheReceipt_RunsAgain()
    {
        await using var first = new SampleHost(azurite);
        var container = await ContainerAsync(first);
        await UploadAsync(container, "p/one/_SUCCESS");
        using var stop = new CancellationTokenSource();
        first.Calls.Before = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Batches.PollOnceAsync(stop.Token));
        await first.AbandonAsync();

        await using var second = new SampleHost(azurite, previous: first);
        second.Calls.Before = _ => Task.CompletedTask;
        await second.Batches.PollOnceAsync(default);

        string[] twice = ["OnBatch p one p/one/_SUCCESS retry 0", "OnBatch p one p/one/_SUCCESS retry 0"];
        Assert.Equal(twice, second.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_FailingFunction_WaitsLongerEachTimeAndSucceeds()
    {
        var time = new ManualTimeProvider();
        await using var host = new SampleHost(azurite, time);
        host.Calls.Failures = 2;
        await UploadAsync(await ContainerAsync(host), "p/b/_SUCCESS");

        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));
        Assert.EndsWith("retry 2", host.Calls.Seen.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PollOnce_AlwaysFailing_BecomesPoisonAndLeavesOthersAlone()
    {
        var time = new ManualTimeProvider();
        await using var host = new SampleHost(azurite, time);
        host.Calls.Failures = 3;
        var container = await ContainerAsync(host);
        await UploadAsync(container, "p/bad/_SUCCESS");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(1, await host.Batches.PollOnceAsync(default));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await UploadAsync(container, "p/good/_SUCCESS");
        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));

        var notes = await azurite.Queues.GetQueueClient("webjobs-blobtrigger-poison").PeekMessagesAsync(32);
        var note = notes.Value.Select(message => message.Body.ToObjectFromJson<JsonElement>())
            .Single(body => body.GetProperty("ContainerName").GetString() == host.Container);
        Assert.Equal("p/bad/_SUCCESS", note.GetProperty("BlobName").GetString());
        Assert.Equal("OnBatch", note.GetProperty("FunctionId").GetString());
    }

    [Fact]
    public async Task PollOnce_BlobDeletedBeforeItIsRead_IsLetGo()
    {
        await using var host = new SampleHost(azurite);
        var container = await ContainerAsync(host);
        await UploadAsync(container, "p/b/_SUCCESS");
        host.Calls.Before = cancellation => container.DeleteBlobAsync("p/b/_SUCCESS", cancellationToken: cancellation);
        host.Calls.Failures = 1;

        Assert.Equal(1, await host.Batches.PollOnceAsync(default));
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));
    }

    [Fact]
    public async Task PollOnce_NoContainer_IsEmpty()
    {
        await using var host = new SampleHost(azurite);
        Assert.Equal(0, await host.Batches.PollOnceAsync(default));
    }

    private async Task<BlobContainerClient> ContainerAsync(SampleHost host)
    {
        var container = azurite.Blobs.GetBlobContainerClient(host.Container);
        await container.CreateIfNotExistsAsync();
        return container;
    }

    private static Task UploadAsync(BlobContainerClient container, string name, string content = "") =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);
}
