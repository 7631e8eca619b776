using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class ContinueAsNewTests(Engine engine)
{
    [Fact]
    public async Task ContinueAsNew_RunsAgainWithTheNewInput()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<int, int>("Next", number => Task.FromResult(number + 1))
            .Orchestrator<int, int>("Loop", async (context, last) =>
            {
                var number = await context.CallActivityAsync<int>("Next", last);
                if (number < 50)
                {
                    context.ContinueAsNew(number);
                }

                return number;
            })
            .StartAsync();

        var done = await host.RunAsync("Loop", 0);

        Assert.Equal(50, done.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(true, "first second")]
    [InlineData(false, "none")]
    public virtual async Task ContinueAsNew_CarriesUnprocessedEvents_WhenAsked(bool preserve, string expected)
    {
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        await host.Orchestrator<bool, string>("Carry", async (context, isFirst) =>
            {
                if (isFirst)
                {
                    await context.WaitForExternalEvent<string>("go");
                    context.ContinueAsNew(false, preserve);
                    return "";
                }

                var first = context.WaitForExternalEvent<string>("item");
                var timer = context.CreateTimer(preserve ? TimeSpan.FromHours(1) : moment, CancellationToken.None);
                return await Task.WhenAny(first, timer) == first
                    ? $"{await first} {await context.WaitForExternalEvent<string>("item")}"
                    : "none";
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Carry", true);
        await host.Client.RaiseEventAsync(id, "item", "first");
        await host.Client.RaiseEventAsync(id, "item", "second");
        await host.Client.RaiseEventAsync(id, "go", "now");

        if (!preserve)
        {
            await host.PassAsync();
        }

        Assert.Equal(expected, (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_AnswersToTheEarlierExecution_AreDropped()
    {
        TaskCompletionSource release = new();
        var calls = 0;
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Slow", async name =>
            {
                Interlocked.Increment(ref calls);
                if (name == "old")
                {
                    await release.Task;
                }

                return name;
            })
            .Orchestrator<string, string>("Switch", async (context, name) =>
            {
                var call = context.CallActivityAsync<string>("Slow", name);
                if (name == "old")
                {
                    await context.WaitForExternalEvent<string>("go");
                    context.ContinueAsNew("new");
                    return "";
                }

                await context.WaitForExternalEvent<string>("go");
                return await call;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Switch", "old");
        await host.Client.RaiseEventAsync(id, "go", "1");
        release.SetResult();
        await host.Client.RaiseEventAsync(id, "go", "2");

        Assert.Equal("new", (await host.CompleteAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task ContinueAsNew_ClearsTheCustomStatus()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await DurableHost
            .On(engine)
            .Activity<int, int>("Reach", number =>
            {
                reached.TrySetResult();
                return Task.FromResult(number);
            })
            .Orchestrator<bool, string>("Turn", async (context, isFirst) =>
            {
                if (isFirst)
                {
                    context.SetCustomStatus("first");
                    context.ContinueAsNew(false);
                    return "";
                }

                await context.CallActivityAsync<int>("Reach", 1);
                return await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Turn", true);

        await reached.Task.WaitAsync(DurableHost.Deadline);

        Assert.Null((await host.Client.GetInstanceAsync(id, true))!.SerializedCustomStatus);
    }

    public sealed class Ours() : ContinueAsNewTests(Engine.Ours);

    public sealed class Genuine() : ContinueAsNewTests(Engine.Genuine)
    {
        public override Task ContinueAsNew_CarriesUnprocessedEvents_WhenAsked(bool preserve, string expected) =>
            preserve
                ? Difference.Of("it brings the new execution what was carried before that has begun", () =>
                    base.ContinueAsNew_CarriesUnprocessedEvents_WhenAsked(preserve, expected)
                )
                : base.ContinueAsNew_CarriesUnprocessedEvents_WhenAsked(preserve, expected);
    }
}
