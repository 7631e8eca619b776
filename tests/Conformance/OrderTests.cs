using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

/// <summary>What becomes of orders to instances that are not there, have finished, or are in another state.</summary>
public abstract class OrderTests(Engine engine)
{
    public static TheoryData<string> Orders => ["raise", "terminate", "suspend", "resume"];

    [Theory]
    [MemberData(nameof(Orders))]
    public virtual async Task AnOrder_ToAMissingInstance_IsRefused(string order)
    {
        await using var host = await Waiting().StartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => GiveAsync(host, order, "nobody"));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public virtual async Task AnOrder_ToAFinishedInstance_IsRefused(string order)
    {
        await using var host = await Waiting().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "end", "x");
        await host.CompleteAsync(id);

        var refused = await Assert.ThrowsAsync<RpcException>(() => GiveAsync(host, order, id));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public virtual async Task SuspendTwice_AndResumeOfARunningOne_AreRefused()
    {
        await using var host = await Waiting().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id).WaitAsync(DurableHost.Deadline);

        var resumed = await Assert.ThrowsAsync<RpcException>(() => host.Client.ResumeInstanceAsync(id));
        await host.Client.SuspendInstanceAsync(id);
        var suspended = await Assert.ThrowsAsync<RpcException>(() => host.Client.SuspendInstanceAsync(id));

        Assert.Equal((StatusCode.FailedPrecondition, StatusCode.FailedPrecondition), (resumed.StatusCode, suspended.StatusCode));
    }

    [Fact]
    public async Task AWaitThatIsCancelled_ThrowsOperationCanceled()
    {
        await using var host = await Waiting().StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        using CancellationTokenSource stop = new();

        Task wait = host.Client.WaitForInstanceCompletionAsync(id, stop.Token);
        await stop.CancelAsync();

        Assert.Equal(typeof(OperationCanceledException), (await Record.ExceptionAsync(() => wait)).GetType());
    }

    [Fact]
    public async Task AnOrderThatIsCancelled_SaysSo()
    {
        await using var host = await Waiting().StartAsync();
        CancellationToken stopped = new(canceled: true);

        List<string> thrown = [];
        foreach (
            var order in new Func<Task>[]
            {
                () => host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, null, stopped),
                () => host.Client.RaiseEventAsync("x", "end", null, stopped),
                () => host.Client.TerminateInstanceAsync("x", (TerminateInstanceOptions?)null, stopped),
                () => host.Client.SuspendInstanceAsync("x", null, stopped),
                () => host.Client.ResumeInstanceAsync("x", null, stopped),
                () => host.Client.GetInstanceAsync("x", false, stopped),
            }
        )
        {
            var error = await Record.ExceptionAsync(order);
            thrown.Add(error is RpcException rpc ? $"{rpc.StatusCode}" : error?.GetType().Name ?? "");
        }

        const string cancelled = nameof(OperationCanceledException);
        Assert.Equal([cancelled, "Cancelled", "Cancelled", cancelled, cancelled, "Cancelled"], thrown);
    }

    private static Task GiveAsync(DurableHost host, string order, string id) =>
        order switch
        {
            "raise" => host.Client.RaiseEventAsync(id, "end", "late"),
            "terminate" => host.Client.TerminateInstanceAsync(id),
            "suspend" => host.Client.SuspendInstanceAsync(id),
            _ => host.Client.ResumeInstanceAsync(id),
        };

    private DurableHost Waiting() => DurableHost.On(engine).Orchestrator("Wait", context => context.WaitForExternalEvent<string>("end"));

    public sealed class Ours() : OrderTests(Engine.Ours);

    public sealed class Genuine() : OrderTests(Engine.Genuine)
    {
        private const string Drops = "kept in memory: it drops such orders, where the Functions host refuses them";

        public override Task AnOrder_ToAMissingInstance_IsRefused(string order) =>
            Difference.Of(Drops, () => base.AnOrder_ToAMissingInstance_IsRefused(order));

        public override Task AnOrder_ToAFinishedInstance_IsRefused(string order) =>
            Difference.Of(Drops, () => base.AnOrder_ToAFinishedInstance_IsRefused(order));

        public override Task SuspendTwice_AndResumeOfARunningOne_AreRefused() =>
            Difference.Of(Drops, base.SuspendTwice_AndResumeOfARunningOne_AreRefused);
    }
}
