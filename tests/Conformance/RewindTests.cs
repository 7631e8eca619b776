using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class RewindTests(Engine engine)
{
    [Fact]
    public virtual async Task Rewind_RewindsTheChildThatFailed()
    {
        var isMended = false;
        List<string> calls = [];
        await using var host = await Recording(calls, () => isMended)
            .Orchestrator("Child", async context =>
                await context.CallActivityAsync<string>("Work", "good") + await context.CallActivityAsync<string>("Work", "bad")
            )
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Child"))
            .StartAsync();
        var failed = await host.RunAsync("Parent");
        isMended = true;

        await host.Client.RewindInstanceAsync(failed.InstanceId, "mended");

        Assert.Equal("goodbad", (await host.CompleteAsync(failed.InstanceId)).ReadOutputAs<string>());
        Assert.Equal(["good", "bad", "bad"], calls);
    }

    [Fact]
    public virtual async Task Rewind_OfWhatHasNotFailed_IsRefused()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Run", context => context.WaitForExternalEvent<string>("end"))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Run");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RewindInstanceAsync(id, "why"));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RewindInstanceAsync("nobody", "why"));
    }

    private DurableHost Recording(List<string> calls, Func<bool> isMended) =>
        DurableHost
            .On(engine)
            .Activity<string, string>("Work", input =>
            {
                calls.Add(input);
                return input == "bad" && !isMended() ? throw new InvalidOperationException("broken") : Task.FromResult(input);
            });

    public sealed class Ours() : RewindTests(Engine.Ours);

    public sealed class Genuine() : RewindTests(Engine.Genuine)
    {
        private const string NoRewind = "kept in memory: it has no rewind";

        public override Task Rewind_RewindsTheChildThatFailed() => Difference.Of(NoRewind, base.Rewind_RewindsTheChildThatFailed);

        public override Task Rewind_OfWhatHasNotFailed_IsRefused() => Difference.Of(NoRewind, base.Rewind_OfWhatHasNotFailed_IsRefused);
    }
}
