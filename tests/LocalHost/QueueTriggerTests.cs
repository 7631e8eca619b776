using System.Diagnostics;
using Azure.Storage.Queues;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class QueueTriggerTests(AzuriteFixture azurite)
{
    private const string Nut = """{"item":"nut","count":3}""";

    [Fact]
    public async Task PollOnce_Message_RunsOnceAndIsDeleted()
    {
        await using var host = new SampleHost(azurite);
        var queue = await QueueAsync(host.Queue);
        await queue.SendMessageAsync(Nut);

        Assert.Equal(1, await host.Orders.PollOnceAsync(default));

        Assert.Equal(["nut x3 try 1 False"], host.Calls.Seen);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task PollOnce_FailureOnce_ComesAgainAfterTheVisibilityTimeout()
    {
        await using var host = new SampleHost(azurite);
        host.Calls.Failures = 1;
        var queue = await QueueAsync(host.Queue);
        await queue.SendMessageAsync(Nut);

        Assert.Equal(1, await host.Orders.PollOnceAsync(default));
        Assert.Equal(0, await host.Orders.PollOnceAsync(default));
        await WaitFor.TrueAsync("the message to come again", async () => await host.Orders.PollOnceAsync(default) == 1);

        Assert.Equal(["nut x3 try 1 False", "nut x3 try 2 False"], host.Calls.Seen);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task PollOnce_AlwaysFailing_MovesToPoisonUnchanged()
    {
        await using var host = new SampleHost(azurite);
        host.Calls.Failures = 100;
        var queue = await QueueAsync(host.Queue);
        await queue.SendMessageAsync(Nut);

        await host.Orders.PollOnceAsync(default);
        await WaitFor.TrueAsync("the second attempt", async () => await host.Orders.PollOnceAsync(default) == 1);

        var poison = await azurite.Queues.GetQueueClient(host.Orders.PoisonQueue).PeekMessageAsync();
        Assert.Equal(Nut, poison.Value.Body.ToString());
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Theory]
    [InlineData("not base64 at all!")]
    [InlineData("bm90IGpzb24=")]
    public async Task PollOnce_UnreadableMessage_MovesToPoisonAndTheNextOneRuns(string raw)
    {
        await using var host = new SampleHost(azurite);
        var queue = await QueueAsync(host.Queue);
        await new QueueClient(azurite.ConnectionString, host.Queue).SendMessageAsync(raw);
        await host.Orders.PollOnceAsync(default);
        await WaitFor.TrueAsync("the second attempt", async () => await host.Orders.PollOnceAsync(default) == 1);
        await queue.SendMessageAsync(Nut);
        await host.Orders.PollOnceAsync(default);

        Assert.Equal(["nut x3 try 1 False"], host.Calls.Seen);
        var poison = await new QueueClient(azurite.ConnectionString, host.Orders.PoisonQueue).PeekMessageAsync();
        Assert.Equal(raw, poison.Value.Body.ToString());
    }

    [Fact]
    public async Task Receive_LongFunction_StaysHiddenWhileItRuns()
    {
        var time = new ManualTimeProvider();
        await using var host = new SampleHost(azurite, time, visibility: "00:00:01");
        var release = new TaskCompletionSource();
        host.Calls.Before = _ => release.Task;
        var queue = await QueueAsync(host.Queue);
        await queue.SendMessageAsync(Nut);
        Assert.Equal(1, await host.Orders.ReceiveAsync(default));

        // The emulator's clock is real: twice the timeout must pass there, while ours makes the renewals.
        var watch = Stopwatch.StartNew();
        await WaitFor.TrueAsync("twice the visibility timeout", async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null((await queue.PeekMessageAsync()).Value);
            return watch.Elapsed > TimeSpan.FromSeconds(2);
        });
        release.SetResult();
        await host.Orders.DrainAsync();

        Assert.Single(host.Calls.Seen);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task PollOnce_HostStops_GivesTheMessageBackAtOnce()
    {
        await using var host = new SampleHost(azurite, visibility: "00:01:00");
        var queue = await QueueAsync(host.Queue);
        await queue.SendMessageAsync(Nut);
        using var stop = new CancellationTokenSource();
        host.Calls.Before = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };

        await host.Orders.PollOnceAsync(stop.Token);

        var again = await queue.ReceiveMessageAsync();
        Assert.Equal(2, again.Value.DequeueCount);
    }

    private async Task<QueueClient> QueueAsync(string name)
    {
        var queue = azurite.Queues.GetQueueClient(name);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }
}
