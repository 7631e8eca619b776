using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "looks into the database")]
public sealed class StoreTests
{
    [Fact]
    public async Task Inspector_WhileTheHostRuns_ListsAndExports()
    {
        await using var host = await Waiting().StartAsync();
        var id = await StartAsync(host, "batch-1");
        await StartAsync(host, "other");

        using var inspector = StoreInspector.Open(host.DatabasePath);

        Assert.Equal(["batch-1"], inspector.List([OrchestrationRuntimeStatus.Running], "batch-", 10).Select(instance => instance.Id));
        Assert.Empty(inspector.List([OrchestrationRuntimeStatus.Failed], null, 10));
        Assert.Empty(inspector.FindDisagreements());
        var exported = RecordedHistory.Read(inspector.Export(id)!.Write());
        Assert.Equal(StoredHistory.Kinds(host.DatabasePath, id), exported.Events.Select(happened => happened.Kind));
        Assert.Null(inspector.Export("nobody"));
    }

    [Fact]
    public async Task Backup_WhileTheHostRuns_IsADatabaseThatGoesOn()
    {
        using TemporaryFolder folder = new();
        await using var host = await Waiting().StartAsync();
        var id = await StartAsync(host, "one");
        using (var inspector = StoreInspector.Open(host.DatabasePath))
        {
            inspector.BackUp(folder["copy.db"]);
            Assert.Throws<DurableRuntimeException>(() => inspector.BackUp(folder["copy.db"]));
        }

        await host.Client.RaiseEventAsync(id, "end", "original");
        await host.CompleteAsync(id);
        await host.RestoreAsync(folder["copy.db"]);
        await host.Client.RaiseEventAsync(id, "end", "restored");

        Assert.Equal("restored", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Audit_ALostActivity_IsRunAgain()
    {
        TaskCompletionSource never = new();
        var calls = 0;
        await using var host = await new EmbeddedHost()
            .Activity<string?, string>("Work", async (_, stop) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    await never.Task.WaitAsync(stop);
                }

                return "done";
            })
            .Orchestrator("Run", async context =>
            {
                context.SetCustomStatus("asked");
                return await context.CallActivityAsync<string>("Work");
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await host.CustomStatusAsync(id, "asked");
        await host.Runtime.StopAsync(CancellationToken.None);
        StoredHistory.Change(host.DatabasePath, "DELETE FROM activities");
        using (var inspector = StoreInspector.Open(host.DatabasePath))
        {
            Assert.Equal([id], inspector.FindDisagreements().Select(finding => finding.InstanceId));
        }

        await host.StartAsync();

        Assert.Equal("done", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("UPDATE instances SET status=1", "its history has no end")]
    [InlineData("DELETE FROM history WHERE position=0", "a gap")]
    [InlineData("DELETE FROM instances", "has a history")]
    [InlineData("INSERT INTO timers VALUES(99, 1, 'gone', 1, 1)", "has a timer")]
    public async Task Audit_ADisagreement_IsReported(string change, string problem)
    {
        await using var host = await Waiting().StartAsync();
        await StartAsync(host, "one");
        await host.Runtime.StopAsync(CancellationToken.None);
        StoredHistory.Change(host.DatabasePath, change);

        using var inspector = StoreInspector.Open(host.DatabasePath);

        Assert.Contains(problem, Assert.Single(inspector.FindDisagreements()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_PurgesWhatIsPastItsTime_ByStatus()
    {
        Dictionary<OrchestrationRuntimeStatus, TimeSpan> kept = new() { [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromHours(1) };
        await using var host = await Waiting(new EmbeddedHost { Retention = kept }).StartAsync();
        foreach (var id in new[] { "done", "stopped", "running" })
        {
            await StartAsync(host, id);
        }

        await host.Client.RaiseEventAsync("done", "end", "x");
        await host.CompleteAsync("done");
        await host.Client.TerminateInstanceAsync("stopped");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull(await host.Client.GetInstanceAsync("done"));

        await host.AdvanceAsync(TimeSpan.FromHours(1));
        await WaitFor.TrueAsync("the purge", async () => await host.Client.GetInstanceAsync("done") is null);

        Assert.NotNull(await host.Client.GetInstanceAsync("stopped"));
        Assert.NotNull(await host.Client.GetInstanceAsync("running"));
    }

    private static async Task<string> StartAsync(EmbeddedHost host, string id)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new Microsoft.DurableTask.StartOrchestrationOptions(id));
        await host.CustomStatusAsync(id, "waiting");
        return id;
    }

    private static EmbeddedHost Waiting(EmbeddedHost? host = null) => (host ?? new EmbeddedHost()).Orchestrator("Wait", context =>
        {
            context.SetCustomStatus("waiting");
            return context.WaitForExternalEvent<string>("end");
        });
}
