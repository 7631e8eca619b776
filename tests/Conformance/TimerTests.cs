using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public sealed class TimerTests
{
    [Fact]
    public async Task CreateTimer_Fires_AtItsTime()
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Nap", async context =>
            {
                DateTime start = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromDays(60), CancellationToken.None);
                return context.CurrentUtcDateTime - start;
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Nap");
        await host.Clock.TimerWithin(TimeSpan.FromDays(60)).WaitAsync(DurableHost.Deadline);

        host.Clock.Advance(TimeSpan.FromDays(59.9));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromDays(0.1));

        Assert.Equal(TimeSpan.FromDays(60), (await host.CompleteAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task CreateTimer_EarlyByOption_FiresBefore_AndTheCodeSeesTheEarlyTime()
    {
        TimeSpan early = TimeSpan.FromMilliseconds(900);
        await using DurableHost host = await new DurableHost { TimerEarliness = early }
            .Orchestrator("Nap", async context =>
            {
                DateTime due = context.CurrentUtcDateTime.AddMinutes(1);
                await context.CreateTimer(due, CancellationToken.None);
                return due - context.CurrentUtcDateTime;
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Nap");

        await host.AdvanceAsync(TimeSpan.FromMinutes(1) - early);

        Assert.Equal(early, (await host.CompleteAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndDoesNotKeepTheInstance()
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Hurry", async context =>
            {
                using CancellationTokenSource stop = new();
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), stop.Token);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                stop.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return "in time";
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Hurry");

        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("in time", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_ManyAtOnce_FireInOrder()
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Order", async context =>
            {
                List<int> fired = [];
                await Task.WhenAll(new[] { 3, 1, 2 }.Select(async minutes =>
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                    fired.Add(minutes);
                }));
                return fired;
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Order");

        await host.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal([1, 2, 3], (await host.CompleteAsync(id)).ReadOutputAs<List<int>>());
    }

    [Fact]
    public async Task StartAt_WaitsForItsTime_AndHoldsEvents()
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Later", context => context.WaitForExternalEvent<string>("early"))
            .StartAsync();
        StartOrchestrationOptions options = new(StartAt: host.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Later", options);
        await host.Client.RaiseEventAsync(id, "Early", "bird");
        await host.RestartAsync(killed: true);

        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("bird", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }
}
