using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Orchestrations;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "restarts with other code, and code that the genuine engine leaves undefined")]
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("another activity", "activity 'Pack' (#0)", "activity 'Ship' (#0)")]
    [InlineData("a timer", "a timer for", "activity 'Ship' (#0)")]
    [InlineData("nothing", "nothing more", "activity 'Ship' (#0)")]
    [InlineData("one more", "activity 'Pack' (#1)", "nothing")]
    [InlineData("an early end", "has ended", "activity 'Ship' (#0)")]
    public async Task ChangedCode_FailsTheInstance_NamingBoth(string change, string asked, string recorded)
    {
        await using EmbeddedHost host = new();
        Register(host, "");
        await host.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Changed");
        await host.CustomStatusAsync(id, "waiting");
        await host.RestartAsync(killed: true, other => Register(other, change));

        await host.Client.RaiseEventAsync(id, "end", "x");
        var done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.True(done.FailureDetails!.IsCausedBy<NonDeterminismException>());
        Assert.Contains(asked, done.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains($"the history has {recorded}", done.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(
            ["TurnStarted", "ExecutionStarted", "TaskScheduled", "TurnStarted", "TaskCompleted", "Completed"],
            StoredHistory.Kinds(host.DatabasePath, id)
        );
    }

    [Fact]
    public async Task UnchangedCode_ReplaysToTheSame_WithIdsAndTimes()
    {
        List<string> seen = [];
        await using var host = await new EmbeddedHost()
            .Activity<string?, string>("Step", _ => Task.FromResult("ok"))
            .Orchestrator("Ids", async context =>
            {
                var made = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
                await context.CallActivityAsync("Step");
                seen.Add($"{made} {context.NewGuid()} {context.CurrentUtcDateTime:O}");
                context.SetCustomStatus("waiting");
                return await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Ids");
        await host.CustomStatusAsync(id, "waiting");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.RestartAsync(killed: true);
        await host.Client.RaiseEventAsync(id, "end", "x");
        await host.CompleteAsync(id);

        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(3, seen[0].Split(' ').Where(word => Guid.TryParse(word, out _)).Distinct().Count());
    }

    [Fact]
    public async Task ReplaySafeLogger_WritesOnce()
    {
        RecordingLogs logs = new();
        await using var host = await new EmbeddedHost { Logs = logs }
            .Orchestrator("Talk", async context =>
            {
                var log = context.CreateReplaySafeLogger("talk");
                log.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "before", null, (text, _) => text);
                var word = await context.WaitForExternalEvent<string>("end");
                log.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "after", null, (text, _) => text);
                return word;
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Talk");
        await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        await host.RestartAsync(killed: true);
        await host.Client.RaiseEventAsync(id, "end", "x");
        await host.CompleteAsync(id);

        Assert.Equal(["before", "after"], logs.Of("talk"));
    }

    public static TheoryData<string, Func<TaskOrchestrationContext, Task, Task<string>>> NonDurable =>
        new()
        {
            {
                "alone",
                async (context, outside) =>
                {
                    await outside;
                    return context.InstanceId;
                }
            },
            {
                "beside a timer",
                async (context, outside) =>
                {
                    _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    await outside;
                    return "x";
                }
            },
            {
                "ends elsewhere",
                async (context, outside) =>
                {
                    _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    await outside.ConfigureAwait(false);
                    return "x";
                }
            },
            {
                "goes on elsewhere",
                async (context, outside) =>
                {
                    var timer = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    await outside.ConfigureAwait(false);
                    await Assert.ThrowsAsync<NonDurableAwaitException>(() => context.CallActivityAsync("Any"));
                    await timer;
                    return "x";
                }
            },
        };

    [Theory]
    [MemberData(nameof(NonDurable))]
    public async Task AwaitOfSomethingNotDurable_FailsTheInstance(string name, Func<TaskOrchestrationContext, Task, Task<string>> code)
    {
        TaskCompletionSource outside = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await new EmbeddedHost().Orchestrator(name, context => code(context, outside.Task)).StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(name);
        await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);
        outside.SetResult();

        var done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.True(done.FailureDetails!.IsCausedBy<NonDurableAwaitException>());
        Assert.Contains("not a durable task", done.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private static void Register(EmbeddedHost host, string change) =>
        host.Activity<string?, string>("Ship", _ => Task.FromResult("ok"))
            .Activity<string?, string>("Pack", _ => Task.FromResult("ok"))
            .Orchestrator("Changed", async context =>
            {
                if (change == "an early end")
                {
                    return "ended";
                }

                if (change == "a timer")
                {
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                }
                else if (change != "nothing")
                {
                    await context.CallActivityAsync(change == "another activity" ? "Pack" : "Ship");
                }

                if (change == "one more")
                {
                    _ = context.CallActivityAsync("Pack");
                }

                context.SetCustomStatus("waiting");
                return await context.WaitForExternalEvent<string>("end");
            });
}
