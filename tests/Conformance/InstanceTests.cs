using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class InstanceTests(Engine engine)
{
    [Fact]
    public async Task ScheduleNew_IdInARefusedStatus_IsRefused_AndNothingRestarts()
    {
        var runs = 0;
        await using var host = await WaitingHost(() => Interlocked.Increment(ref runs)).StartAsync();
        var options = new StartOrchestrationOptions("batch-1").WithDedupeStatuses([
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
        ]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options)
        );
        await host.Client.RaiseEventAsync("batch-1", "end", "done");
        await host.CompleteAsync("batch-1");
        await host.ReplayAsync();
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options)
        );

        Assert.Equal(1, runs);
    }

    [Fact]
    public virtual async Task ScheduleNew_RunningId_IsNeverReplaced()
    {
        await using var host = await WaitingHost().StartAsync();
        StartOrchestrationOptions options = new("one");
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options)
        );
    }

    [Fact]
    public async Task ScheduleNew_FinishedId_IsReplaced()
    {
        await using var host = await WaitingHost().StartAsync();
        StartOrchestrationOptions options = new("one");
        foreach (var word in new[] { "first", "second" })
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
            await host.Client.RaiseEventAsync("one", "end", word);
            Assert.Equal(word, (await host.CompleteAsync("one")).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task Suspend_HoldsEvents_ResumeDeliversThem_AcrossARestart()
    {
        await using var host = await WaitingHost().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        await host.Client.SuspendInstanceAsync(id, "lunch");
        await host.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync(id, "end", "held");
        await host.ReplayAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);

        Assert.Equal("held", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public virtual async Task Purge_RemovesFinishedOnes_AndLeavesRunningOnes()
    {
        await using var host = await WaitingHost().StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("running"));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("ended"));
        await host.Client.TerminateInstanceAsync("ended", "because");
        await host.CompleteAsync("ended");

        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("running")).PurgedInstanceCount);
        Assert.Equal(1, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);

        Assert.Null(await host.Client.GetInstanceAsync("ended"));
        Assert.NotNull(await host.Client.GetInstanceAsync("running"));
    }

    [Fact]
    public virtual async Task Purge_Recursive_TakesTheChildrenAlong()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => Task.FromResult(context.InstanceId))
            .Orchestrator("Parent", context =>
                Task.WhenAll(Enumerable.Range(0, 3).Select(_ => context.CallSubOrchestratorAsync<string>("Child")))
            )
            .StartAsync();
        var parent = await host.RunAsync("Parent");

        var purged = await host.Client.PurgeInstanceAsync(parent.InstanceId, new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(4, purged.PurgedInstanceCount);
        Assert.Empty(await host.Client.GetAllInstancesAsync().ToListAsync());
    }

    [Fact]
    public async Task GetAllInstances_FiltersAndPages()
    {
        await using var host = await WaitingHost().StartAsync();
        for (var number = 0; number < 25; number++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions($"a-{number:D2}"));
        }

        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("b"));
        await host.Client.TerminateInstanceAsync("a-03", "x");
        await host.CompleteAsync("a-03");

        OrchestrationQuery query = new(
            InstanceIdPrefix: "a-",
            PageSize: 10,
            Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending]
        );
        List<int> sizes = [];
        List<string> ids = [];
        await foreach (var page in host.Client.GetAllInstancesAsync(query).AsPages())
        {
            sizes.Add(page.Values.Count);
            ids.AddRange(page.Values.Select(instance => instance.InstanceId));
        }

        Assert.Equal([10, 10, 4], sizes);
        Assert.Equal(Enumerable.Range(0, 25).Where(number => number != 3).Select(number => $"a-{number:D2}"), ids.Order());
    }

    [Fact]
    public async Task CustomStatusAndTags_AreSeen()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Stages", async context =>
            {
                context.SetCustomStatus("training");
                return await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        StartOrchestrationOptions options = new("run") { Tags = new Dictionary<string, string> { ["pipeline"] = "flights" } };
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Stages", options);

        await host.CustomStatusAsync("run", "training");

        Assert.Equal("flights", (await host.Client.GetInstanceAsync("run"))!.Tags["pipeline"]);
    }

    [Fact]
    public virtual async Task MissingInstance_IsSaid()
    {
        await using var host = await WaitingHost().StartAsync();

        Assert.Null(await host.Client.GetInstanceAsync("none"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.Client.WaitForInstanceCompletionAsync("none").WaitAsync(DurableHost.Deadline)
        );
        Assert.Contains("'none'", error.Message, StringComparison.Ordinal);
    }

    private DurableHost WaitingHost(Action? started = null) =>
        DurableHost
            .On(engine)
            .Orchestrator("Wait", context =>
            {
                if (!context.IsReplaying)
                {
                    started?.Invoke();
                }

                return context.WaitForExternalEvent<string>("end");
            });

    public sealed class Ours() : InstanceTests(Engine.Ours);

    public sealed class Genuine() : InstanceTests(Engine.Genuine)
    {
        public override Task MissingInstance_IsSaid() =>
            Difference.Of("as the Functions host does it waits for an instance to come", base.MissingInstance_IsSaid);

        public override Task ScheduleNew_RunningId_IsNeverReplaced() =>
            Difference.Of(
                "it replaces a running instance unless it is told not to, which the Functions host is by its settings",
                base.ScheduleNew_RunningId_IsNeverReplaced
            );

        public override Task Purge_RemovesFinishedOnes_AndLeavesRunningOnes() =>
            Difference.Of(
                "its purge of many wants a time, and takes running ones too",
                base.Purge_RemovesFinishedOnes_AndLeavesRunningOnes
            );

        public override Task Purge_Recursive_TakesTheChildrenAlong() =>
            Difference.Of("it purges the one instance, as Azure Storage does", base.Purge_Recursive_TakesTheChildrenAlong);
    }
}
