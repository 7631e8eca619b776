using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "the test host's messages are at most 4 MB")]
public sealed class LargePayloadTests
{
    private const int Length = 64 * 1024 * 1024;

    [Fact]
    public async Task APayload_ThroughActivityChildAndEvent_ComesBackAsItWas()
    {
        await using EmbeddedHost host = await new EmbeddedHost()
            .Activity<string, string>("Turn", Task.FromResult)
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator<string, int>("Parent", async (context, text) =>
            {
                string turned = await context.CallActivityAsync<string>("Turn", text);
                return (await context.CallSubOrchestratorAsync<string>("Child", turned, new SubOrchestrationOptions(instanceId: "child"))).Length;
            })
            .StartAsync();
        string payload = new('x', Length);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", payload);
        await host.Client.WaitForInstanceStartAsync("child").WaitAsync(DurableHost.Deadline);
        await host.Client.RaiseEventAsync("child", "word", payload);

        OrchestrationMetadata done = await host.Client.WaitForInstanceCompletionAsync(id).WaitAsync(DurableHost.Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
    }
}
