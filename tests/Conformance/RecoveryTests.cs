using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "stops, kills and restarts the runtime")]
public sealed class RecoveryTests
{
    [Fact]
    public async Task Killed_DuringAnActivity_RunsItAgain_AndRecordsItOnce()
    {
        var calls = 0;
        TaskCompletionSource reached = new();
        await using var host = await new EmbeddedHost()
            .Activity<string?, string>("Slow", async (_, stop) =>
            {
                if (Interlocked.Increment(ref calls) > 1)
                {
                    return "done";
                }

                reached.SetResult();
                return await new TaskCompletionSource<string>().Task.WaitAsync(stop);
            })
            .Orchestrator("Run", context => context.CallActivityAsync<string>("Slow"))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await reached.Task.WaitAsync(DurableHost.Deadline);

        await host.RestartAsync(killed: true);

        Assert.Equal("done", (await host.CompleteAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
        Assert.Single(StoredHistory.Kinds(host.DatabasePath, id), "TaskCompleted");
        Assert.Equal(0, Leftovers(host));
    }

    [Fact]
    public async Task Killed_AtEachStep_AllKindsOfWaitsGoOn()
    {
        await using var host = await new EmbeddedHost()
            .Activity<int, int>("Double", number => Task.FromResult(number * 2))
            .Orchestrator("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return await context.CallActivityAsync<int>("Double", context.GetInput<int>());
            })
            .Orchestrator("Parent", async context =>
            {
                var four = await context.CallSubOrchestratorAsync<int>("Child", 2);
                context.SetCustomStatus("asking");
                var answer = await context.WaitForExternalEvent<int>("answer", TimeSpan.FromDays(3));
                return await context.CallActivityAsync<int>("Double", four + answer);
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await host.RestartAsync(killed: true);
        await host.Clock.TimerWithin(TimeSpan.FromMinutes(1)).WaitAsync(DurableHost.Deadline);
        await host.RestartAsync(killed: true);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.RestartAsync(killed: true);
        await host.CustomStatusAsync(id, "asking");
        await host.RestartAsync(killed: true);
        await host.Client.RaiseEventAsync(id, "answer", 1);
        await host.RestartAsync(killed: true);

        Assert.Equal(10, (await host.CompleteAsync(id)).ReadOutputAs<int>());
        Assert.Equal(0, Leftovers(host));
    }

    [Fact]
    public async Task TimerDue_WhileDown_FiresAfterTheStart()
    {
        await using var host = await new EmbeddedHost()
            .Orchestrator("Nap", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return context.CurrentUtcDateTime;
            })
            .StartAsync();
        var start = host.Clock.GetUtcNow();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Nap");
        await host.Clock.TimerWithin(TimeSpan.FromHours(1)).WaitAsync(DurableHost.Deadline);
        await host.Runtime.StopAsync(CancellationToken.None);
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.StartAsync();

        Assert.Equal(start.AddHours(5).UtcDateTime, (await host.CompleteAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Stop_RecordsActivitiesThatEnd()
    {
        TaskCompletionSource reached = new(),
            release = new();
        var calls = 0;
        await using var host = await new EmbeddedHost()
            .Activity<string?, string>("Slow", async _ =>
            {
                Interlocked.Increment(ref calls);
                reached.TrySetResult();
                await release.Task;
                return "once";
            })
            .Orchestrator("Run", context => context.CallActivityAsync<string>("Slow"))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await reached.Task.WaitAsync(DurableHost.Deadline);

        var stop = host.Runtime.StopAsync(CancellationToken.None);
        release.SetResult();
        await stop;
        await host.StartAsync();

        Assert.Equal("once", (await host.CompleteAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Stopped_CallsAreRefused()
    {
        await using var host = await new EmbeddedHost().StartAsync();
        await host.Runtime.StopAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<DurableRuntimeException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Any").WaitAsync(DurableHost.Deadline)
        );

        Assert.Contains("has stopped", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRuntime_OnTheSameDatabase_IsRefused()
    {
        await using var host = await new EmbeddedHost().StartAsync();

        var error = Assert.Throws<DurableRuntimeException>(() =>
            DurableRuntime.Open(new() { DatabasePath = host.DatabasePath }, new(), TimeProvider.System, host.Logs)
        );

        Assert.Contains("in use by another process", error.Message, StringComparison.Ordinal);
        Assert.Contains(host.DatabasePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotADatabase_IsSaid()
    {
        await using EmbeddedHost host = new();
        await File.WriteAllTextAsync(host.DatabasePath, new string('x', 8192));

        var error = await Assert.ThrowsAsync<DurableRuntimeException>(host.StartAsync);

        Assert.Contains("file is not a database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_StopsWithAClearError_AndARestartGoesOn()
    {
        await using var host = await new EmbeddedHost { MaxDatabaseBytes = 400_000 }
            .Activity<int, string>("Fill", number => Task.FromResult(new string((char)('a' + (number % 26)), 20_000)))
            .Orchestrator("Grow", async context =>
            {
                var length = 0;
                for (var step = 0; step < 60; step++)
                {
                    length += (await context.CallActivityAsync<string>("Fill", step)).Length;
                }

                return length;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Grow");

        var error = await Assert.ThrowsAsync<DurableRuntimeException>(() => host.CompleteAsync(id));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Contains(host.DatabasePath, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DurableRuntimeException>(() => host.Client.RaiseEventAsync(id, "x"));
        Assert.True(host.Runtime.Stopped.IsFaulted);
        host.MaxDatabaseBytes = null;
        await host.RestartAsync(killed: false);

        Assert.Equal(60 * 20_000, (await host.CompleteAsync(id)).ReadOutputAs<int>());
        Assert.Equal(60, StoredHistory.Kinds(host.DatabasePath, id).Count(kind => kind == "TaskCompleted"));
    }

    private static long Leftovers(EmbeddedHost host) =>
        StoredHistory
            .Read(
                host.DatabasePath,
                "SELECT (SELECT COUNT(*) FROM activities) + (SELECT COUNT(*) FROM timers) + (SELECT COUNT(*) FROM messages)",
                row => row.GetInt64(0)
            )
            .Single();
}
