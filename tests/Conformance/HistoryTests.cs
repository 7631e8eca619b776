using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "moves the clock")]
public sealed class HistoryTests
{
    [Fact]
    public async Task GetOrchestrationHistory_ShowsWhatHappened_InOrder()
    {
        await using var host = await new EmbeddedHost()
            .Activity<string, string>("Work", input =>
                input == "bad" ? throw new InvalidDataException("broken") : Task.FromResult($"{input}!")
            )
            .Orchestrator("Child", context => context.CallActivityAsync<string>("Work", "bad"))
            .Orchestrator("Parent", async context =>
            {
                var good = await context.CallActivityAsync<string>("Work", "good");
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                await Assert.ThrowsAsync<TaskFailedException>(() =>
                    context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "child"))
                );
                context.SendEvent("nobody", "hello", 1);
                return good + await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        var start = host.Clock.GetUtcNow().UtcDateTime;
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("parent") { Version = "2" });
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await WaitFor.TrueAsync("the child to fail", async () =>
            (await host.Client.GetInstanceAsync("child"))?.RuntimeStatus == OrchestrationRuntimeStatus.Failed
        );
        await WaitFor.TrueAsync("the parent to know", async () =>
            (await host.Client.GetOrchestrationHistoryAsync("parent")).OfType<EventSentEvent>().Any()
        );
        await host.Client.SuspendInstanceAsync("parent", "lunch");
        await host.Client.ResumeInstanceAsync("parent", "back");
        await host.Client.RaiseEventAsync("parent", "end", "?");
        await host.CompleteAsync("parent");

        var history = await host.Client.GetOrchestrationHistoryAsync("parent");

        Assert.Equal(
            ("Parent", "2"),
            Assert.Single(history.OfType<ExecutionStartedEvent>()) is var began ? (began.Name, began.Version) : default
        );
        Assert.Equal(
            (0, "Work", "\"good\""),
            Assert.Single(history.OfType<TaskScheduledEvent>()) is var asked ? (asked.EventId, asked.Name, asked.Input) : default
        );
        Assert.Equal(
            (0, "\"good!\""),
            Assert.Single(history.OfType<TaskCompletedEvent>()) is var ended ? (ended.TaskScheduledId, ended.Result) : default
        );
        Assert.Equal(
            (1, start.AddMinutes(1)),
            Assert.Single(history.OfType<TimerFiredEvent>()) is var fired ? (fired.TimerId, fired.FireAt) : default
        );
        var failed = Assert.Single(history.OfType<SubOrchestrationInstanceFailedEvent>());
        Assert.Equal((2, typeof(InvalidDataException).FullName), (failed.TaskScheduledId, failed.FailureDetails!.InnerFailure!.ErrorType));
        Assert.Equal(
            ("nobody", "hello"),
            Assert.Single(history.OfType<EventSentEvent>()) is var sent ? (sent.InstanceId, sent.Name) : default
        );
        Assert.Equal("lunch", Assert.Single(history.OfType<ExecutionSuspendedEvent>()).Reason);
        Assert.Equal("back", Assert.Single(history.OfType<ExecutionResumedEvent>()).Reason);
        var end = Assert.IsType<ExecutionCompletedEvent>(history[^1]);
        Assert.Equal((OrchestrationStatus.Completed, "\"good!?\""), (end.OrchestrationStatus, end.Result));
        Assert.Equal(history.Select(happened => happened.Timestamp), history.Select(happened => happened.Timestamp).Order());
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.GetOrchestrationHistoryAsync("nobody"));
    }
}
