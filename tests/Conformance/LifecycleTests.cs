using Microsoft.DurableTask;

namespace ServerlessML.Tests.Conformance;

public abstract class LifecycleTests(Engine engine)
{
    [Fact]
    public async Task Restart_StartsAgainWithTheInputItHad()
    {
        var runs = 0;
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator<string, string>("Echo", (context, word) =>
                Task.FromResult($"{word} {context.Version} {Interlocked.Increment(ref runs)}")
            )
            .StartAsync();
        StartOrchestrationOptions options = new("first") { Version = "2.0" };
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "hello", options);
        await host.CompleteAsync("first");

        Assert.Equal("first", await host.Client.RestartAsync("first"));
        Assert.Equal("hello 2.0 2", (await host.CompleteAsync("first")).ReadOutputAs<string>());
        var other = await host.Client.RestartAsync("first", restartWithNewInstanceId: true);

        Assert.NotEqual("first", other);
        Assert.Equal("hello 2.0 3", (await host.CompleteAsync(other)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("nobody"));
    }

    [Fact]
    public virtual async Task Restart_OfARunningOne_IsRefused()
    {
        await using var host = await Waiting().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.Client.RestartAsync(id));
    }

    [Theory]
    [InlineData("1.9.0", "1.10.0", -1)]
    [InlineData("2.0", "2.0", 0)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("", "", 0)]
    [InlineData("beta", "ALPHA", 1)]
    public async Task CompareVersionTo_OrdersVersions(string own, string other, int expected)
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Compare", context => Task.FromResult(Math.Sign(context.CompareVersionTo(other))))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Compare", new StartOrchestrationOptions { Version = own });

        Assert.Equal(expected, (await host.CompleteAsync(id)).ReadOutputAs<int>());
    }

    private DurableHost Waiting() => DurableHost.On(engine).Orchestrator("Wait", context => context.WaitForExternalEvent<string>("end"));

    public sealed class Ours() : LifecycleTests(Engine.Ours);

    public sealed class Genuine() : LifecycleTests(Engine.Genuine)
    {
        public override Task Restart_OfARunningOne_IsRefused() =>
            Difference.Of(
                "it answers with an internal error, where the Functions host has a failed precondition",
                base.Restart_OfARunningOne_IsRefused
            );
    }
}
