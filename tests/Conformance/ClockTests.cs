using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

/// <summary>What happens at which time.</summary>
[Trait("ours alone", "moves the clock")]
public sealed class ClockTests
{
    [Fact]
    public async Task CreateTimer_Fires_AtItsTime()
    {
        await using var host = await new EmbeddedHost()
            .Orchestrator("Nap", async context =>
            {
                var start = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromDays(60), CancellationToken.None);
                return context.CurrentUtcDateTime - start;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Nap");
        await host.Clock.TimerWithin(TimeSpan.FromDays(60)).WaitAsync(DurableHost.Deadline);

        host.Clock.Advance(TimeSpan.FromDays(59.9));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromDays(0.1));

        Assert.Equal(TimeSpan.FromDays(60), (await host.CompleteAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task CreateTimer_EarlyByOption_FiresBefore_AndTheCodeSeesTheEarlyTime()
    {
        var early = TimeSpan.FromMilliseconds(900);
        await using var host = await new EmbeddedHost { TimerEarliness = early }
            .Orchestrator("Nap", async context =>
            {
                var due = context.CurrentUtcDateTime.AddMinutes(1);
                await context.CreateTimer(due, CancellationToken.None);
                return due - context.CurrentUtcDateTime;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Nap");

        await host.AdvanceAsync(TimeSpan.FromMinutes(1) - early);

        Assert.Equal(early, (await host.CompleteAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task StartAt_WaitsForItsTime_AndHoldsEvents()
    {
        await using var host = await new EmbeddedHost()
            .Orchestrator("Later", context => context.WaitForExternalEvent<string>("early"))
            .StartAsync();
        StartOrchestrationOptions options = new(StartAt: host.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Later", options);
        await host.Client.RaiseEventAsync(id, "Early", "bird");
        await host.RestartAsync(killed: true);

        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("bird", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ListInstanceIds_ListsWhatHasFinished_InPages()
    {
        await using var host = await Waiting().StartAsync();
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(id));
        }

        foreach (var id in new[] { "a", "b", "c" })
        {
            await host.Client.RaiseEventAsync(id, "end", "x");
            await host.CompleteAsync(id);
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        var first = await host.Client.ListInstanceIdsAsync(pageSize: 2);
        var second = await host.Client.ListInstanceIdsAsync(pageSize: 2, lastInstanceKey: first.ContinuationToken);
        var late = await host.Client.ListInstanceIdsAsync(completedTimeFrom: host.Clock.GetUtcNow().AddHours(-1.5));
        var running = await host.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Running]);

        Assert.Equal(["a", "b"], first.Values);
        Assert.Equal(["c"], second.Values);
        Assert.Null(second.ContinuationToken);
        Assert.Equal(["c"], late.Values);
        Assert.Equal(["d"], running.Values);
    }

    [Fact]
    public async Task StartAt_StartsThenAndNotBefore()
    {
        await using var host = await Waiting().StartAsync();
        StartOrchestrationOptions options = new("later", host.Clock.GetUtcNow().AddDays(1));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
        await host.Client.RaiseEventAsync("later", "end", "early bird");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync("later"))!.RuntimeStatus);
        await host.RestartAsync(killed: true);

        await host.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal("early bird", (await host.CompleteAsync("later")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_ManyAtOnce_FireInOrder()
    {
        await using var host = await new EmbeddedHost()
            .Orchestrator("Order", async context =>
            {
                List<int> fired = [];
                await Task.WhenAll(
                    new[] { 3, 1, 2 }.Select(async minutes =>
                    {
                        await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                        fired.Add(minutes);
                    })
                );
                return fired;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Order");

        await host.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal([1, 2, 3], (await host.CompleteAsync(id)).ReadOutputAs<List<int>>());
    }

    private static EmbeddedHost Waiting() =>
        new EmbeddedHost().Orchestrator("Wait", context => context.WaitForExternalEvent<string>("end"));
}
