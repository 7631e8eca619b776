using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class PayloadTests(Engine engine)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task APayload_ComesBackAsItWas(int length)
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Turn", input => Task.FromResult(input))
            .Orchestrator<string, string>("Echo", (context, text) => context.CallActivityAsync<string>("Turn", text))
            .StartAsync();

        var done = await host.RunAsync("Echo", new string('x', length));

        Assert.Equal(length, done.ReadOutputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public async Task APayload_ThroughASubOrchestrationAndAnEvent_ComesBackAsItWas(int length)
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("word"))
            .Orchestrator<string, string>("Parent", (context, text) =>
                context.CallSubOrchestratorAsync<string>("Child", text, new SubOrchestrationOptions(instanceId: "child"))
            )
            .StartAsync();
        string payload = new('y', length);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", payload);
        var child = await WaitFor.ValueAsync("the child", () => host.Client.GetInstanceAsync("child", true));
        await host.Client.RaiseEventAsync("child", "word", payload);

        var done = await host.CompleteAsync(id);

        Assert.Equal(length, child.ReadInputAs<string>()!.Length);
        Assert.Equal(done.SerializedInput, done.SerializedOutput);
    }

    [Fact]
    public async Task TextOfAnyCharacters_ComesBackAsItWas()
    {
        const string text = "nul \0, quote \", astral \U0001F600, line\u2028end";
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator<string, string>("Echo", (_, text) => Task.FromResult(text))
            .StartAsync();

        Assert.Equal(text, (await host.RunAsync("Echo", text)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ACycle_FailsTheCaller_OrTheInstance()
    {
        Node cycle = new();
        cycle.Next = cycle;
        await using var host = await DurableHost
            .On(engine)
            .Activity<string?, Node>("Make", _ => Task.FromResult(cycle))
            .Orchestrator("Return", _ => Task.FromResult(cycle))
            .Orchestrator("Call", context => context.CallActivityAsync<Node>("Make"))
            .StartAsync();

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Return", cycle));
        foreach (var name in new[] { "Return", "Call" })
        {
            var done = await host.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
            Assert.Contains("cycle", done.FailureDetails!.ToString() + done.FailureDetails.InnerFailure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MoreThanAMessageHolds_CannotBeRead()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator<string, string>("Echo", (_, text) => Task.FromResult(text))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", new string('x', 2_500_000));
        await host.Client.WaitForInstanceCompletionAsync(id).WaitAsync(DurableHost.Deadline);

        var one = await Assert.ThrowsAsync<RpcException>(() => host.Client.GetInstanceAsync(id, true));
        var all = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Client.GetAllInstancesAsync(new() { FetchInputsAndOutputs = true }).ToListAsync()
        );

        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (one.StatusCode, all.StatusCode));
    }

    private sealed record Node
    {
        public Node? Next { get; set; }
    }

    public sealed class Ours() : PayloadTests(Engine.Ours);

    public sealed class Genuine() : PayloadTests(Engine.Genuine);
}
