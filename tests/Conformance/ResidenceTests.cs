using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Orchestrations;

namespace ServerlessML.Tests.Conformance;

/// <summary>What the runtime keeps in memory and in its store, and lets go.</summary>
[Trait("ours alone", "looks into the database, holds threads, stops and kills the runtime")]
public sealed class ResidenceTests
{
    [Fact]
    public async Task FailedBranch_OfWhenAll_LeavesTheOtherBranchesEndsUnused()
    {
        TaskCompletionSource release = new();
        await using var host = await new EmbeddedHost()
            .Activity<int, int>("Work", async input =>
            {
                if (input == 0)
                {
                    throw new InvalidDataException("first");
                }

                await release.Task;
                return input;
            })
            .Orchestrator("Any", async context =>
            {
                Task<int>[] branches = [.. Enumerable.Range(0, 3).Select(number => context.CallActivityAsync<int>("Work", number))];
                var first = await Task.WhenAny(branches);
                return await first;
            })
            .StartAsync();

        var done = await host.RunAsync("Any");
        release.SetResult();
        await host.Runtime.StopAsync(CancellationToken.None);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal("Completed", StoredHistory.Kinds(host.DatabasePath, done.InstanceId)[^1]);
        Assert.Equal(0, StoredHistory.Read(host.DatabasePath, "SELECT COUNT(*) FROM activities", row => row.GetInt64(0)).Single());
    }

    /// <summary>What was answered before the stop is there after it, whatever the stop cut short.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostStoppedUnderLoad_WhatWasAnswered_IsDoneAfterTheRestart(bool killed)
    {
        await using var host = await new EmbeddedHost()
            .Activity<int, int>("Double", number => Task.FromResult(number * 2))
            .Orchestrator<int, int>("Run", async (context, number) =>
                await context.CallActivityAsync<int>("Double", await context.CallActivityAsync<int>("Double", number))
            )
            .StartAsync();
        System.Collections.Concurrent.ConcurrentQueue<int> answered = new();
        using SemaphoreSlim enough = new(0);
        Task[] callers =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        for (var number = caller * 1000; ; number++)
                        {
                            try
                            {
                                await host.Client.ScheduleNewOrchestrationInstanceAsync(
                                    "Run",
                                    number,
                                    new StartOrchestrationOptions($"run-{number}")
                                );
                            }
                            catch (Exception error) when (error is LocalHost.Runtime.DurableRuntimeException)
                            {
                                return;
                            }

                            answered.Enqueue(number);
                            enough.Release();
                        }
                    })
                ),
        ];
        for (var count = 0; count < 100; count++)
        {
            await enough.WaitAsync(DurableHost.Deadline);
        }

        var first = host.Runtime;
        if (killed)
        {
            first.Abandon();
        }
        else
        {
            await first.StopAsync(CancellationToken.None);
        }

        await Task.WhenAll(callers).WaitAsync(DurableHost.Deadline);

        await host.StartAsync();

        foreach (var number in answered)
        {
            Assert.Equal(number * 4, (await host.CompleteAsync($"run-{number}")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task Purge_LeavesNothing_NotEvenACallThatHasNotEnded()
    {
        TaskCompletionSource reached = new(),
            release = new();
        await using var host = await new EmbeddedHost()
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
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");
        await reached.Task.WaitAsync(DurableHost.Deadline);
        await host.Client.TerminateInstanceAsync(id);
        await host.CompleteAsync(id);

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);

        foreach (var table in new[] { "instances", "history", "activities", "timers", "messages" })
        {
            Assert.Equal(0, StoredHistory.Read(host.DatabasePath, $"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0)).Single());
        }

        release.SetResult();
    }

    [Fact]
    public async Task AnOrchestratorThatBlocks_Fails_AndOthersGoOn()
    {
        using ManualResetEventSlim gate = new();
        await using var host = await Waiting(new EmbeddedHost { MaxTurnTime = TimeSpan.FromMilliseconds(200) })
            .Activity<string?, string>("Any", _ => Task.FromResult("x"))
            .Orchestrator("Block", async context =>
            {
                await context.CallActivityAsync("Any");
                gate.Wait();
                return 1;
            })
            .StartAsync();

        var blocked = await host.RunAsync("Block");
        var other = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
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
        await using var host = await Waiting(new EmbeddedHost { MaxResidentInstances = 2 }).StartAsync();
        string[] ids = [.. Enumerable.Range(0, 40).Select(number => $"waiting-{number}")];
        foreach (var id in ids)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(id));
        }

        foreach (var id in ids)
        {
            await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        }

        foreach (var id in ids)
        {
            await host.Client.RaiseEventAsync(id, "end", id);
        }

        foreach (var id in ids)
        {
            Assert.Equal(id, (await host.CompleteAsync(id)).ReadOutputAs<string>());
        }
    }

    private static EmbeddedHost Waiting(EmbeddedHost? host = null) =>
        (host ?? new EmbeddedHost()).Orchestrator("Wait", context => context.WaitForExternalEvent<string>("end"));
}
