using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task ContinueAsNew_RunsAgainWithTheNewInput()
    {
        await using DurableHost host = await new DurableHost()
            .Activity<int, int>("Next", number => Task.FromResult(number + 1))
            .Orchestrator("Loop", async context =>
            {
                int number = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                if (number < 50)
                    context.ContinueAsNew(number);
                return number;
            })
            .StartAsync();

        OrchestrationMetadata done = await host.RunAsync("Loop", 0);

        Assert.Equal(50, done.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(true, "first second")]
    [InlineData(false, "none")]
    public async Task ContinueAsNew_CarriesUnprocessedEvents_WhenAsked(bool preserve, string expected)
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Carry", async context =>
            {
                if (context.GetInput<bool>())
                {
                    await context.WaitForExternalEvent<string>("go");
                    context.ContinueAsNew(false, preserve);
                    return "";
                }

                Task<string[]> both = Task.WhenAll(context.WaitForExternalEvent<string>("item"), context.WaitForExternalEvent<string>("item"));
                Task timer = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return await Task.WhenAny(both, timer) == both ? string.Join(' ', await both) : "none";
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Carry", true);
        await host.Client.RaiseEventAsync(id, "item", "first");
        await host.Client.RaiseEventAsync(id, "item", "second");
        await host.Client.RaiseEventAsync(id, "go", "now");

        if (!preserve)
            await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(expected, (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_AnswersToTheEarlierExecution_AreDropped()
    {
        TaskCompletionSource release = new();
        int calls = 0;
        await using DurableHost host = await new DurableHost()
            .Activity<string, string>("Slow", async name =>
            {
                Interlocked.Increment(ref calls);
                if (name == "old")
                    await release.Task;
                return name;
            })
            .Orchestrator("Switch", async context =>
            {
                string name = context.GetInput<string>()!;
                Task<string> call = context.CallActivityAsync<string>("Slow", name);
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
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Switch", "old");
        await host.Client.RaiseEventAsync(id, "go", "1");
        release.SetResult();
        await host.Client.RaiseEventAsync(id, "go", "2");

        Assert.Equal("new", (await host.CompleteAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }
}
