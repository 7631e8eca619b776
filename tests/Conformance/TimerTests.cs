namespace ServerlessML.Tests.Conformance;

public abstract class TimerTests(Engine engine)
{
    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndDoesNotKeepTheInstance()
    {
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        await host.Orchestrator("Hurry", async context =>
            {
                using CancellationTokenSource stop = new();
                var timer = context.CreateTimer(TimeSpan.FromDays(1), stop.Token);
                await context.CreateTimer(moment, CancellationToken.None);
                stop.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                await context.CreateTimer(moment, CancellationToken.None);
                return "in time";
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Hurry");

        await host.PassAsync();
        await host.PassAsync();

        Assert.Equal("in time", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    public sealed class Ours() : TimerTests(Engine.Ours);

    public sealed class Genuine() : TimerTests(Engine.Genuine);
}
