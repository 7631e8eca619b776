using System.Net.Http.Json;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.LocalHost;

[Collection(StorageCollection.Name)]
public sealed class DurableFunctionsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Orchestration_StartedOverHttp_RunsItsActivitiesAndKeepsItsResult()
    {
        await using var host = new SampleHost(azurite);
        await host.StartAsync();
        using var client = host.Client("engineer");

        (await client.PostAsJsonAsync("api/totals/one", new { item = "nut", count = 3 })).EnsureSuccessStatusCode();
        var ended = await host.Durable.WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(12, ended.ReadOutputAs<int>());
        Assert.Equal(["one doubles 3", "one doubles 6"], host.Calls.Seen);
        await host.StopAsync();
    }

    [Fact]
    public async Task Orchestration_HostStoppedInAnActivity_GoesOnInTheNextHost()
    {
        await using var first = new SampleHost(azurite);
        var reached = new TaskCompletionSource();
        first.Calls.Before = cancellation =>
        {
            reached.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(cancellation);
        };
        await first.StartAsync();
        using var client = first.Client("engineer");
        (await client.PostAsJsonAsync("api/totals/two", new { item = "nut", count = 1 })).EnsureSuccessStatusCode();
        await reached.Task;
        await first.StopAsync();
        await first.AbandonAsync();

        await using var second = new SampleHost(azurite, previous: first);
        second.Calls.Before = _ => Task.CompletedTask;
        await second.StartAsync();
        var ended = await second.Durable.WaitForInstanceCompletionAsync("two", getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(4, ended.ReadOutputAs<int>());
        await second.StopAsync();
    }
}
