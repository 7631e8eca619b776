using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

/// <summary>The ways in which an orchestration can end, and what a version and a status mean on the way.</summary>
public abstract class EndingTests(Engine engine)
{
    [Fact]
    public async Task ThrowFromFinally_IsTheFailure_AndWhatItAwaitedWasDone()
    {
        List<string> calls = [];
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Note", input =>
            {
                calls.Add(input);
                return input == "work" ? throw new InvalidDataException("bad shard") : Task.FromResult(input);
            })
            .Orchestrator("Clean", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Note", "work");
                }
                finally
                {
                    await context.CallActivityAsync("Note", "clean");
                    Refuse();
                }
            })
            .StartAsync();

        var done = await host.RunAsync("Clean");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.True(done.FailureDetails!.IsCausedBy<NotSupportedException>());
        Assert.Equal(["work", "clean"], calls);
    }

    [Fact]
    public async Task Terminate_OfASuspendedOne_EndsIt()
    {
        await using var host = await Waiting().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        await host.Client.SuspendInstanceAsync(id);
        await host.Client.RaiseEventAsync(id, "end", "never");

        await host.Client.TerminateInstanceAsync(id, "over");

        var done = await host.CompleteAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "over"), (done.RuntimeStatus, done.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Version_DecidesTheWay_AndAChildHasItsOwn()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => Task.FromResult($"child {context.Version}"))
            .Orchestrator("Parent", async context =>
            {
                var way = context.CompareVersionTo("2.0") >= 0 ? "new" : "old";
                SubOrchestrationOptions options = new(instanceId: $"{context.InstanceId}-child") { Version = "7.1" };
                return $"{way} {context.Version} {await context.CallSubOrchestratorAsync<string>("Child", options)}";
            })
            .StartAsync();
        foreach (var version in new[] { "1.9", "2.0", "10.0" })
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(
                "Parent",
                new StartOrchestrationOptions($"v{version}") { Version = version }
            );
        }

        Assert.Equal("old 1.9 child 7.1", (await host.CompleteAsync("v1.9")).ReadOutputAs<string>());
        Assert.Equal("new 2.0 child 7.1", (await host.CompleteAsync("v2.0")).ReadOutputAs<string>());
        Assert.Equal("new 10.0 child 7.1", (await host.CompleteAsync("v10.0")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WithAnotherVersion_GoesOnUnderIt()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator<string, string>("Grow", (context, before) =>
            {
                var seen = $"{before}{context.Version};";
                if (context.Version == "2")
                {
                    return Task.FromResult(seen);
                }

                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = seen, NewVersion = "2" });
                return Task.FromResult("");
            })
            .StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Grow", "", new StartOrchestrationOptions("grow") { Version = "1" });

        Assert.Equal("1;2;", (await host.CompleteAsync("grow")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallersThatAskAtOnce_ForOneId_GetOneInstance()
    {
        var runs = 0;
        await using var host = await Waiting(() => Interlocked.Increment(ref runs)).StartAsync();
        var options = new StartOrchestrationOptions("batch").WithDedupeStatuses([
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
        ]);

        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", options);
                            return true;
                        }
                        catch (DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException)
                        {
                            return false;
                        }
                    })
                )
        );

        Assert.Single(made, true);
        await host.Client.RaiseEventAsync("batch", "end", "x");
        await host.CompleteAsync("batch");
        Assert.Equal(1, runs);
    }

    private static void Refuse() => throw new NotSupportedException("nothing to clean");

    private DurableHost Waiting(Action? started = null) =>
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

    public sealed class Ours() : EndingTests(Engine.Ours);

    public sealed class Genuine() : EndingTests(Engine.Genuine);
}
