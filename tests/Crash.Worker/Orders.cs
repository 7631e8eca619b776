using System.Globalization;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Crash.Worker;

/// <summary>Orchestrations that use each durable thing at least once, so that a kill can hit any of them.</summary>
public static class Orders
{
    public const int Steps = 4;
    public const int Rounds = 3;

    public static string Id(int order) => $"order-{order}";

    /// <summary>What an order's output must be: the sum of all that its activities returned, and its events.</summary>
    public static long Expected(int order) => (Rounds * (Steps * (Steps - 1) / 2)) + order + 1;

    public static TaskRegistry Registry()
    {
        TaskRegistry registry = new();
        registry.AddActivity("Echo", (call, _) => Task.FromResult<object?>(Echo(call)));
        registry.AddOrchestrator("Order", async context => await RunOrderAsync(context));
        registry.AddOrchestrator("Round", async context => await RunRoundAsync(context));
        return registry;
    }

    /// <summary>Says <c>accepted ID</c> for each order once the runtime has answered that it is there.</summary>
    public static Task TakeEndlesslyAsync(DurableTaskClient client, int first)
    {
        var next = first - 1;
        return Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    while (true)
                    {
                        var order = Interlocked.Increment(ref next);
                        await client.ScheduleNewOrchestrationInstanceAsync(
                            "Order",
                            new OrderState(order, 0, 0),
                            new StartOrchestrationOptions(Id(order))
                        );
                        Console.WriteLine($"accepted {Id(order)}");
                        await client.RaiseEventAsync(Id(order), "Paid", 1L);
                        await client.WaitForInstanceCompletionAsync(Id(order));
                    }
                })
        );
    }

    public static async Task FinishAllAsync(DurableTaskClient client)
    {
        await foreach (var instance in client.GetAllInstancesAsync(new(InstanceIdPrefix: "order-")))
        {
            if (instance.Name == "Order")
            {
                await PayAsync(client, instance.InstanceId);
            }

            await client.WaitForInstanceCompletionAsync(instance.InstanceId);
        }
    }

    // An order takes one payment; the kill may have come before it, or after it.
    private static async Task PayAsync(DurableTaskClient client, string order)
    {
        try
        {
            await client.RaiseEventAsync(order, "Paid", 1L);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition) { }
    }

    private static long Echo(ActivityCall call) => long.Parse(call.SerializedInput!, CultureInfo.InvariantCulture);

    private static async Task<long> RunOrderAsync(TaskOrchestrationContext context)
    {
        var state = context.GetInput<OrderState>()!;
        if (state.Round == Rounds)
        {
            return state.Sum + state.Order + await context.WaitForExternalEvent<long>("paid");
        }

        context.SetCustomStatus(state.Round);
        await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        var child = $"{context.InstanceId}-round-{state.Round}";
        var sum = await context.CallSubOrchestratorAsync<long>("Round", context.InstanceId, new SubOrchestrationOptions(instanceId: child));
        context.ContinueAsNew(state with { Round = state.Round + 1, Sum = state.Sum + sum });
        return 0;
    }

    private static async Task<long> RunRoundAsync(TaskOrchestrationContext context)
    {
        context.SendEvent(context.GetInput<string>()!, "noise", context.InstanceId);
        var first = await Task.WhenAll(Enumerable.Range(0, Steps - 1).Select(step => context.CallActivityAsync<long>("Echo", (long)step)));
        return first.Sum() + await context.CallActivityAsync<long>("Echo", (long)(Steps - 1));
    }

    private sealed record OrderState(int Order, int Round, long Sum);
}
