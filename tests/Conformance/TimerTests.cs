using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class TimerTests(Engine engine)
{
    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndDoesNotKeepTheInstance()
    {
        await using DurableHost host = DurableHost.On(engine);
        TimeSpan moment = host.Moment;
        await host
            .Orchestrator("Hurry", async context =>
            {
                using CancellationTokenSource stop = new();
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), stop.Token);
                await context.CreateTimer(moment, CancellationToken.None);
                stop.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                await context.CreateTimer(moment, CancellationToken.None);
                return "in time";
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Hurry");

        await host.PassAsync();
        await host.PassAsync();

        Assert.Equal("in time", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_ManyAtOnce_FireInOrder()
    {
        await using DurableHost host = DurableHost.On(engine);
        TimeSpan moment = host.Moment;
        await host
            .Orchestrator("Order", async context =>
            {
                List<int> fired = [];
                await Task.WhenAll(new[] { 3, 1, 2 }.Select(async moments =>
                {
                    await context.CreateTimer(moment * (moments / 3.0), CancellationToken.None);
                    fired.Add(moments);
                }));
                return fired;
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Order");

        await host.PassAsync();

        Assert.Equal([1, 2, 3], (await host.CompleteAsync(id)).ReadOutputAs<List<int>>());
    }

    public sealed class Ours() : TimerTests(Engine.Ours);

    public sealed class Genuine() : TimerTests(Engine.Genuine);
}
