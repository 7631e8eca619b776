using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Orchestrations;

namespace ServerlessML.Tests.Conformance;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Restart_StartsAgainWithTheInputItHad()
    {
        int runs = 0;
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Echo", context => Task.FromResult($"{context.GetInput<string>()} {context.Version} {Interlocked.Increment(ref runs)}"))
            .StartAsync();
        StartOrchestrationOptions options = new("first") { Version = "2.0" };
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "hello", options);
        await host.CompleteAsync("first");

        Assert.Equal("first", await host.Client.RestartAsync("first"));
        Assert.Equal("hello 2.0 2", (await host.CompleteAsync("first")).ReadOutputAs<string>());
        string other = await host.Client.RestartAsync("first", restartWithNewInstanceId: true);

        Assert.NotEqual("first", other);
        Assert.Equal("hello 2.0 3", (await host.CompleteAsync(other)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task Restart_OfARunningOne_IsRefused()
    {
        await using DurableHost host = await Waiting().StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

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
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Compare", context => Task.FromResult(Math.Sign(context.CompareVersionTo(other))))
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Compare", new StartOrchestrationOptions { Version = own });

        Assert.Equal(expected, (await host.CompleteAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ListInstanceIds_ListsWhatHasFinished_InPages()
    {
        await using DurableHost host = await Waiting().StartAsync();
        foreach (string id in new[] { "a", "b", "c", "d" })
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(id));
        foreach (string id in new[] { "a", "b", "c" })
        {
            await host.Client.RaiseEventAsync(id, "end", "x");
            await host.CompleteAsync(id);
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        Page<string> first = await host.Client.ListInstanceIdsAsync(pageSize: 2);
        Page<string> second = await host.Client.ListInstanceIdsAsync(pageSize: 2, lastInstanceKey: first.ContinuationToken);
        Page<string> late = await host.Client.ListInstanceIdsAsync(completedTimeFrom: host.Clock.GetUtcNow().AddHours(-1.5));
        Page<string> running = await host.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Running]);

        Assert.Equal(["a", "b"], first.Values);
        Assert.Equal(["c"], second.Values);
        Assert.Null(second.ContinuationToken);
        Assert.Equal(["c"], late.Values);
        Assert.Equal(["d"], running.Values);
    }

    [Fact]
    public async Task Purge_LeavesNothing_NotEvenACallThatHasNotEnded()
    {
        TaskCompletionSource reached = new(), release = new();
        await using DurableHost host = await new DurableHost()
            .Activity<string?, string>("Slow", async _ =>
            {
                reached.TrySetResult();
                await release.Task;
                return "late";
            })
            .Orchestrator("Run", async context =>
            {
                _ = context.CallActivityAsync("Slow");
                return await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await reached.Task.WaitAsync(DurableHost.Deadline);
        await host.Client.TerminateInstanceAsync(id);
        await host.CompleteAsync(id);

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);

        foreach (string table in new[] { "instances", "history", "activities", "timers", "messages" })
            Assert.Equal(0, StoredHistory.Read(host.DatabasePath, $"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0)).Single());
        release.SetResult();
    }

    [Fact]
    public async Task AnOrchestratorThatBlocks_Fails_AndOthersGoOn()
    {
        using ManualResetEventSlim gate = new();
        await using DurableHost host = await Waiting(new DurableHost { MaxTurnTime = TimeSpan.FromMilliseconds(200) })
            .Activity<string?, string>("Any", _ => Task.FromResult("x"))
            .Orchestrator("Block", async context =>
            {
                await context.CallActivityAsync("Any");
                gate.Wait();
                return 1;
            })
            .StartAsync();

        OrchestrationMetadata blocked = await host.RunAsync("Block");
        string other = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(other, "end", "fine");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, blocked.RuntimeStatus);
        Assert.True(blocked.FailureDetails!.IsCausedBy<OrchestratorBlockedException>());
        Assert.Contains("held its thread", blocked.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("fine", (await host.CompleteAsync(other)).ReadOutputAs<string>());
        gate.Set();
    }

    [Fact]
    public async Task MoreInstancesThanMayStayInMemory_AllGoOnFromTheirHistory()
    {
        await using DurableHost host = await Waiting(new DurableHost { MaxResidentInstances = 2 }).StartAsync();
        string[] ids = [.. Enumerable.Range(0, 40).Select(number => $"waiting-{number}")];
        foreach (string id in ids)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(id));
        foreach (string id in ids)
            await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        foreach (string id in ids)
            await host.Client.RaiseEventAsync(id, "end", id);

        foreach (string id in ids)
            Assert.Equal(id, (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task StartAt_StartsThenAndNotBefore()
    {
        await using DurableHost host = await Waiting().StartAsync();
        StartOrchestrationOptions options = new("later", host.Clock.GetUtcNow().AddDays(1));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
        await host.Client.RaiseEventAsync("later", "end", "early bird");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync("later"))!.RuntimeStatus);
        await host.RestartAsync(killed: true);

        await host.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal("early bird", (await host.CompleteAsync("later")).ReadOutputAs<string>());
    }

    private static DurableHost Waiting(DurableHost? host = null)
        => (host ?? new DurableHost()).Orchestrator("Wait", context => context.WaitForExternalEvent<string>("end"));
}
