using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "harms the database")]
public sealed class WatchdogTests
{
    [Fact]
    public async Task Look_WhereAllIsWell_FindsNothing()
    {
        await using var host = await Pending().StartAsync();
        await AskAsync(host);
        await host.RestartAsync(killed: true);
        host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Empty(await host.Runtime.WatchAsync());
        Assert.Empty(await host.Runtime.WatchAsync());
    }

    [Theory]
    [InlineData("DELETE FROM timers", "waits for a timer")]
    [InlineData("DELETE FROM activities", "waits for activity 'Slow'")]
    [InlineData("DELETE FROM instances WHERE id='child'", "sub-orchestration 'Child' with id 'child'")]
    public async Task Look_WhatTheStoreHasLost_IsFound_AndAskedForAgainWhereThatIsSafe(string loss, string problem)
    {
        TaskCompletionSource release = new();
        await using var host = await Pending(release.Task).StartAsync();
        await AskAsync(host);
        await WaitFor.TrueAsync("the call", () => Task.FromResult(StoredHistory.Count(host.DatabasePath, "activities") == 1));
        StoredHistory.Change(host.DatabasePath, loss);
        host.Clock.Advance(TimeSpan.FromHours(2));

        var found = Assert.Single(await host.Runtime.WatchAsync());

        Assert.Equal("one", found.InstanceId);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Empty(await host.Runtime.WatchAsync());
        if (found.Repair is null)
        {
            return;
        }

        await host.RestartAsync(killed: true);
        release.SetResult();
        await host.Client.RaiseEventAsync("child", "end", "x");
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("slow", (await host.CompleteAsync("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Look_WhatIsStoredButNotInMemory_IsDone_OnceItIsSeenTwice()
    {
        await using var host = await Pending(Task.CompletedTask).StartAsync();
        await AskAsync(host);
        await WaitFor.TrueAsync("the call's end", () =>
            Task.FromResult(StoredHistory.Kinds(host.DatabasePath, "one").Contains("TaskCompleted"))
        );
        // As if the call's end had never come: a row that no one holds, of an execution that is over.
        StoredHistory.Change(host.DatabasePath, "INSERT INTO activities VALUES(1000000, 'one', 7, 0, 'Slow', NULL)");
        StoredHistory.Change(host.DatabasePath, "INSERT INTO messages(row, target, kind, name) VALUES(1000001, 'one', 1, 'noise')");

        Assert.Empty(await host.Runtime.WatchAsync());
        var found = await host.Runtime.WatchAsync();

        Assert.Equal(
            ["waits for activity 'Slow' (#0) that is not running", "did not receive message 1000001"],
            found.Select(finding => finding.Problem)
        );
        await WaitFor.TrueAsync("the row to go", () => Task.FromResult(StoredHistory.Count(host.DatabasePath, "activities") == 0));
    }

    [Fact]
    public async Task Look_AnOverdueTimer_Fires()
    {
        await using var host = await Pending(Task.CompletedTask).StartAsync();
        await AskAsync(host);
        await host.Client.RaiseEventAsync("child", "end", "x");
        StoredHistory.Change(host.DatabasePath, "UPDATE timers SET at=0");

        var found = Assert.Single(await host.Runtime.WatchAsync());

        Assert.Contains("has not fired", found.Problem, StringComparison.Ordinal);
        Assert.Equal("slow", (await host.CompleteAsync("one")).ReadOutputAs<string>());
    }

    private static async Task AskAsync(EmbeddedHost host)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Pend", new StartOrchestrationOptions("one"));
        await host.CustomStatusAsync("one", "pending");
        await WaitFor.TrueAsync("the child to run", async () =>
            (await host.Client.GetInstanceAsync("child"))?.RuntimeStatus == OrchestrationRuntimeStatus.Running
        );
    }

    /// <summary>Waits for a child, a call and a timer, and has cancelled another timer.</summary>
    private static EmbeddedHost Pending(Task? release = null) =>
        new EmbeddedHost()
            .Activity<string?, string>("Slow", async (_, stop) =>
            {
                await (release ?? new TaskCompletionSource().Task).WaitAsync(stop);
                return "slow";
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Pend", async context =>
            {
                using CancellationTokenSource stop = new();
                var cancelled = context.CreateTimer(TimeSpan.FromHours(6), stop.Token);
                Task child = context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "child"));
                var call = context.CallActivityAsync<string>("Slow");
                var timer = context.CreateTimer(TimeSpan.FromHours(12), CancellationToken.None);
                stop.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
                context.SetCustomStatus("pending");
                await Task.WhenAll(child, call, timer);
                return await call;
            });
}
