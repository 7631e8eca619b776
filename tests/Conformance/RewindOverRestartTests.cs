using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

/// <summary>Rewinds that meet a restart, other code, or the store.</summary>
[Trait("ours alone", "kills the runtime, moves the clock, looks into the database")]
public sealed class RewindOverRestartTests
{
    [Fact]
    public async Task Rewind_RunsAgainJustWhatFailed()
    {
        var isMended = false;
        List<string> calls = [];
        await using var host = await Recording(calls, () => isMended)
            .Orchestrator("Run", async context =>
            {
                var first = await context.CallActivityAsync<string>("Work", "good");
                var both = await Task.WhenAll(
                    context.CallActivityAsync<string>("Work", "bad"),
                    context.CallActivityAsync<string>("Work", "fine")
                );
                return string.Join(' ', [first, .. both, await context.CallActivityAsync<string>("Work", "last")]);
            })
            .StartAsync();
        var failed = await host.RunAsync("Run");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        await host.RestartAsync(killed: true);
        isMended = true;

        await host.Client.RewindInstanceAsync(failed.InstanceId, "mended");
        var done = await host.CompleteAsync(failed.InstanceId);

        Assert.Equal("good bad fine last", done.ReadOutputAs<string>());
        Assert.Null(done.FailureDetails);
        Assert.Equal(["bad", "bad", "fine", "good", "last"], calls.Order());
        Assert.DoesNotContain("TaskFailed", StoredHistory.Kinds(host.DatabasePath, done.InstanceId));
    }

    [Fact]
    public async Task Rewind_ARetriedCall_StartsItsAttemptsAnew_WithFreshTimers()
    {
        var isMended = false;
        List<string> calls = [];
        await using var host = await Recording(calls, () => isMended && calls.Count > 3)
            .Orchestrator("Run", async context =>
            {
                var retry = TaskOptions.FromRetryPolicy(new(2, TimeSpan.FromMinutes(1)));
                return await context.CallActivityAsync<string>("Work", "bad", retry);
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.CompleteAsync(id)).RuntimeStatus);
        isMended = true;
        host.Clock.Advance(TimeSpan.FromDays(1));

        await host.Client.RewindInstanceAsync(id, "again");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("bad", (await host.CompleteAsync(id)).ReadOutputAs<string>());
        Assert.Equal(4, calls.Count);
    }

    [Fact]
    public async Task Rewind_OfSeveralChildren_KilledAtOnce_RunsAgainJustThoseThatFailed()
    {
        var isMended = false;
        System.Collections.Concurrent.ConcurrentBag<string> calls = [];
        await using var host = await new EmbeddedHost()
            .Activity<string, string>("Work", input =>
            {
                calls.Add(input);
                return input.StartsWith("bad", StringComparison.Ordinal) && !isMended
                    ? throw new InvalidOperationException("broken")
                    : Task.FromResult(input);
            })
            .Orchestrator<string, string>("Child", async (context, name) =>
                await context.CallActivityAsync<string>("Work", $"first {name}") + await context.CallActivityAsync<string>("Work", name)
            )
            .Orchestrator("Parent", async context =>
            {
                List<Task<string>> children =
                [
                    .. new[] { "bad 1", "good", "bad 2" }.Select(
                        (name, number) =>
                            context.CallSubOrchestratorAsync<string>(
                                "Child",
                                name,
                                new SubOrchestrationOptions(instanceId: $"child-{number}")
                            )
                    ),
                ];
                await Task.WhenAll(children);
                return string.Join(", ", children.Select(child => child.Result));
            })
            .StartAsync();
        var failed = await host.RunAsync("Parent");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        isMended = true;

        await host.Client.RewindInstanceAsync(failed.InstanceId, "mended");
        await host.RestartAsync(killed: true);
        await host.RestartAsync(killed: true);

        var done = await host.CompleteAsync(failed.InstanceId);
        Assert.Equal("first bad 1bad 1, first goodgood, first bad 2bad 2", done.ReadOutputAs<string>());
        // A kill may have an activity run once more, but what had succeeded before the rewind is not asked for again.
        Assert.Equal(
            ["first bad 1", "first bad 2", "first good", "good"],
            calls.Where(call => !call.StartsWith("bad", StringComparison.Ordinal)).Order()
        );
        Assert.Empty(StoredHistory.Read(host.DatabasePath, "SELECT id FROM instances WHERE status<>1", row => row.GetString(0)));
    }

    [Fact]
    public async Task Rewind_AfterTheCodeIsMended_GoesOn()
    {
        await using var host = await Waiting("Ship").StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await host.CustomStatusAsync(id, "waiting");
        await host.RestartAsync(killed: false, other => Waiting("Pack", other));
        await host.Client.RaiseEventAsync(id, "end", "x");
        var diverged = await host.CompleteAsync(id);
        var events = StoredHistory.Kinds(host.DatabasePath, id).Count;
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => host.Client.RaiseEventAsync(id, "end", "refused"));
        Assert.Contains("Pack", diverged.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(events, StoredHistory.Kinds(host.DatabasePath, id).Count);

        await host.RestartAsync(killed: false, other => Waiting("Ship", other));
        await host.Client.RewindInstanceAsync(id, "the code is as it was");
        await host.Client.RaiseEventAsync(id, "end", "y");

        Assert.Equal("y", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    private static EmbeddedHost Recording(List<string> calls, Func<bool> isMended) =>
        new EmbeddedHost { MaxConcurrentActivities = 1 }.Activity<string, string>("Work", input =>
        {
            calls.Add(input);
            return input == "bad" && !isMended() ? throw new InvalidOperationException("broken") : Task.FromResult(input);
        });

    private static EmbeddedHost Waiting(string activity, EmbeddedHost? host = null) =>
        (host ?? new EmbeddedHost())
            .Activity<string?, string>("Ship", _ => Task.FromResult("ok"))
            .Activity<string?, string>("Pack", _ => Task.FromResult("ok"))
            .Orchestrator("Run", async context =>
            {
                await context.CallActivityAsync(activity);
                context.SetCustomStatus("waiting");
                return await context.WaitForExternalEvent<string>("end");
            });
}
