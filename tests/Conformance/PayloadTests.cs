using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Conformance;

public sealed class PayloadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(64 * 1024 * 1024)]
    public async Task APayload_ComesBackAsItWas(int length)
    {
        await using DurableHost host = await new DurableHost()
            .Activity<string, string>("Turn", input => Task.FromResult(input))
            .Orchestrator("Echo", context => context.CallActivityAsync<string>("Turn", context.GetInput<string>()))
            .StartAsync();

        OrchestrationMetadata done = await host.RunAsync("Echo", new string('x', length));

        Assert.Equal(length, done.ReadOutputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 * 1024 * 1024)]
    public async Task APayload_ThroughASubOrchestrationAndAnEvent_ComesBackAsItWas(int length)
    {
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", context.GetInput<string>(), new SubOrchestrationOptions(instanceId: "child")))
            .StartAsync();
        string payload = new('y', length);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", payload);
        OrchestrationMetadata child = await WaitFor.ValueAsync("the child", () => host.Client.GetInstanceAsync("child", true));
        await host.Client.RaiseEventAsync("child", "word", payload);

        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal(length, child.ReadInputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
    }

    [Fact]
    public async Task TextOfAnyCharacters_ComesBackAsItWas()
    {
        const string text = "nul \0, quote \", astral \U0001F600, line\u2028end";
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<string>()))
            .StartAsync();

        Assert.Equal(text, (await host.RunAsync("Echo", text)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ACycle_FailsTheCaller_OrTheInstance()
    {
        Node cycle = new();
        cycle.Next = cycle;
        await using DurableHost host = await new DurableHost()
            .Activity<string?, Node>("Make", _ => Task.FromResult(cycle))
            .Orchestrator("Return", _ => Task.FromResult(cycle))
            .Orchestrator("Call", context => context.CallActivityAsync<Node>("Make"))
            .StartAsync();

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Return", cycle));
        foreach (string name in new[] { "Return", "Call" })
        {
            OrchestrationMetadata done = await host.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
            Assert.Contains("cycle", done.FailureDetails!.ToString() + done.FailureDetails.InnerFailure, StringComparison.Ordinal);
        }
    }

    private sealed record Node
    {
        public Node? Next { get; set; }
    }
}
