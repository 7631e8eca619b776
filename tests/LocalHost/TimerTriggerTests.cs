using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * * * XYZ")]
    [InlineData("*/0 * * * * *")]
    public void Start_WrongSchedule_NamesTheFunctionAndTheSchedule(string schedule)
    {
        using var data = new TemporaryFolder();
        File.WriteAllText(data["host.json"], "{}");
        var options = new LocalHostOptions
        {
            DataDirectory = data["data"],
            StorageConnection = azurite.ConnectionString,
            ApiPort = 0,
        };
        var app = FunctionsHost.Build(
            options,
            [typeof(MisscheduledFunction)],
            builder => builder.Configuration.AddInMemoryCollection([new("Schedule", schedule)]),
            data["host.json"]
        );
        var wrong = Assert.Throws<InvalidSettingException>(() => app.Services.GetRequiredService<TriggerService>());
        Assert.Contains($"Function Misscheduled: the schedule '{schedule}'", wrong.Message, StringComparison.Ordinal);
    }

    private static class MisscheduledFunction
    {
        [Function("Misscheduled")]
        public static Task RunAsync([TimerTrigger("%Schedule%")] TimerInfo timer) => Task.FromResult(timer);
    }
}
