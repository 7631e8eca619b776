using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class ExternalEventTests(Engine engine)
{
    [Fact]
    public async Task WaitForExternalEvent_RaisedBefore_IsBufferedInOrder_WithoutRegardToCase()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Collect", async context =>
            {
                await context.WaitForExternalEvent<string>("Go");
                return new[] { await context.WaitForExternalEvent<int>("item"), await context.WaitForExternalEvent<int>("ITEM") };
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Collect");

        await host.Client.RaiseEventAsync(id, "Item", 1);
        await host.Client.RaiseEventAsync(id, "iTem", 2);
        await host.Client.RaiseEventAsync(id, "go");

        Assert.Equal<int>([1, 2], (await host.CompleteAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_SeveralWaiters_TheLastIsServedFirst()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Queue", async context =>
            {
                var first = context.WaitForExternalEvent<int>("ticket");
                var second = context.WaitForExternalEvent<int>("ticket");
                return new[] { await first, await second };
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Queue");

        await host.Client.RaiseEventAsync(id, "ticket", 1);
        await host.Client.RaiseEventAsync(id, "ticket", 2);

        Assert.Equal<int>([2, 1], (await host.CompleteAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimeOut_ThrowsTaskCanceled_AndLeavesLaterEvents()
    {
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        await host.Orchestrator("Approval", async context =>
            {
                await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<bool>("approve", moment));
                context.SetCustomStatus("late");
                return await context.WaitForExternalEvent<bool>("approve", TimeSpan.FromHours(1));
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Approval");

        await host.PassAsync();
        await host.CustomStatusAsync(id, "late");
        await host.Client.RaiseEventAsync(id, "approve", true);

        Assert.True((await host.CompleteAsync(id)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task SendEvent_ReachesTheOther_AndIsDroppedWhereThereIsNone()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Listener", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator("Speaker", context =>
            {
                context.SendEvent("nobody", "word", "lost");
                context.SendEvent("listener", "word", "found");
                return Task.FromResult(true);
            })
            .StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Listener", new StartOrchestrationOptions("listener"));

        await host.RunAsync("Speaker");

        Assert.Equal("found", (await host.CompleteAsync("listener")).ReadOutputAs<string>());
        Assert.Null(await host.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task RaiseEvent_PayloadOfAnotherType_FailsTheWait()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Count", context => context.WaitForExternalEvent<int>("number"))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Count");

        await host.Client.RaiseEventAsync(id, "number", "seven");

        Assert.True((await host.CompleteAsync(id)).FailureDetails!.IsCausedBy<System.Text.Json.JsonException>());
    }

    [Fact]
    public async Task WaitForExternalEvent_AWaitThatWasLeft_TakesNoEvent()
    {
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        await host.Orchestrator("Late", async context =>
            {
                await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<int>("number", moment));
                context.SetCustomStatus("left");
                await context.WaitForExternalEvent<string>("go");
                return await context.WaitForExternalEvent<int>("number");
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Late");
        await host.PassAsync();
        await host.CustomStatusAsync(id, "left");

        await host.Client.RaiseEventAsync(id, "number", 1);
        await host.Client.RaiseEventAsync(id, "go");

        Assert.Equal(1, (await host.CompleteAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task WaitForExternalEvent_AsTwoTypes_IsRefused()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Both", async context =>
            {
                _ = context.WaitForExternalEvent<int>("number");
                return await context.WaitForExternalEvent<string>("number");
            })
            .StartAsync();

        Assert.True((await host.RunAsync("Both")).FailureDetails!.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task RaiseEvent_PayloadOfAnotherType_CannotBeCaught()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Count", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<int>("number");
                }
                catch (System.Text.Json.JsonException)
                {
                    return -1;
                }
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Count");

        await host.Client.RaiseEventAsync(id, "number", "seven");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.CompleteAsync(id)).RuntimeStatus);
    }

    public sealed class Ours() : ExternalEventTests(Engine.Ours);

    public sealed class Genuine() : ExternalEventTests(Engine.Genuine);
}
