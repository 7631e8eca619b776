using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "the test host's messages are at most 4 MB")]
public sealed class LargePayloadTests
{
    private const int Length = 64 * 1024 * 1024;

    // Where others use the machine too, so much text takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task APayload_ComesBackAsItWas()
    {
        await using var host = await new EmbeddedHost { MaxMessageBytes = int.MaxValue }
            .Activity<string, string>("Turn", Task.FromResult)
            .Orchestrator<string, string>("Echo", (context, text) => context.CallActivityAsync<string>("Turn", text))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", new string('x', Length));

        var done = await host.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience);

        Assert.Equal(Length, done.ReadOutputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
        Assert.Single(await host.Client.GetAllInstancesAsync().ToListAsync());
    }

    [Fact]
    public async Task APayload_ThroughASubOrchestrationAndAnEvent_ComesBackAsItWas()
    {
        await using var host = await new EmbeddedHost { MaxMessageBytes = int.MaxValue }
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator<string, string>("Parent", (context, text) =>
                context.CallSubOrchestratorAsync<string>("Child", text, new SubOrchestrationOptions(instanceId: "child"))
            )
            .StartAsync();
        string payload = new('y', Length);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", payload);
        var child = await WaitFor.ValueAsync("the child", () => host.Client.GetInstanceAsync("child", true), Patience);
        await host.Client.RaiseEventAsync("child", "word", payload);

        var done = await host.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience);

        Assert.Equal(Length, child.ReadInputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
    }
}
