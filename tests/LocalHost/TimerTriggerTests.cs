using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class TimerTriggerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task PollOnce_AtItsTime_RunsOnce()
    {
        var time = new ManualTimeProvider();
        await using var host = new SampleHost(azurite, time);
        var timer = host.Timer;

        Assert.False(await timer.PollOnceAsync(default));
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(await timer.PollOnceAsync(default));
        Assert.False(await timer.PollOnceAsync(default));

        Assert.Equal(["in time"], host.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_HostWasDownAtItsTime_RunsOnceAsPastDue()
    {
        var time = new ManualTimeProvider();
        await using var first = new SampleHost(azurite, time);
        var timer = first.Timer;
        time.Advance(TimeSpan.FromHours(1));
        await timer.PollOnceAsync(default);
        await first.AbandonAsync();
        time.Advance(TimeSpan.FromHours(3.5));

        await using var second = new SampleHost(azurite, time, first);
        var again = second.Timer;
        Assert.True(await again.PollOnceAsync(default));
        Assert.False(await again.PollOnceAsync(default));

        Assert.Equal(["in time", "late"], second.Calls.Seen);
    }

    [Fact]
    public async Task PollOnce_FailingFunction_RunsAtTheNextTime()
    {
        var time = new ManualTimeProvider();
        await using var host = new SampleHost(azurite, time);
        host.Calls.Failures = 1;
        var timer = host.Timer;
        time.Advance(TimeSpan.FromHours(1));
        await timer.PollOnceAsync(default);
        time.Advance(TimeSpan.FromHours(1));

        Assert.True(await timer.PollOnceAsync(default));
        Assert.Equal(2, host.Calls.Seen.Count);
    }
}
