using System.Net;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Azure;

/// <summary>An operator gets a run's history in the replay gate's rows; nobody else does.</summary>
[Collection(StorageCollection.Name)]
public sealed class HistoryRouteTests(StorageRoom room)
{
    [Fact]
    public async Task History_OfARun_IsForOperators()
    {
        await using var host = await ApiHost.StartAsync(room);
        var run = room.NewName("run");
        await host.Durable.ScheduleNewOrchestrationInstanceAsync(nameof(ModelLifecycle), "in", new StartOrchestrationOptions(run));
        await host.Durable.WaitForInstanceCompletionAsync(run);
        using var operators = host.Client("operator");
        using var engineers = host.Client("engineer");

        var items = JsonNode.Parse(await operators.GetStringAsync($"runs/{run}/history"))!["items"]!.AsArray();

        Assert.Equal(["OrchestratorStarted", "ExecutionStarted", "ExecutionCompleted"], items.Select(row => (string)row!["EventType"]!));
        Assert.All(items, row => Assert.Equal(run, (string)row!["PartitionKey"]!));
        Assert.Equal(HttpStatusCode.Forbidden, (await engineers.GetAsync($"runs/{run}/history")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await operators.GetAsync("runs/nobody/history")).StatusCode);
    }
}
