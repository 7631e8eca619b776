using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class CustomStatusTests(Engine engine)
{
    [Theory]
    [InlineData("x", 8190)]
    [InlineData("\"", 1365)]
    public async Task AStatusOf16KB_IsKept(string text, int times)
    {
        await using var host = await Setting().StartAsync();

        var done = await host.RunAsync("Set", Repeat(text, times));

        Assert.Equal(Repeat(text, times), done.ReadCustomStatusAs<string>());
    }

    /// <summary>The limit counts bytes of JSON in UTF-16: two for each character, the two quotes and the escapes with them.</summary>
    [Theory]
    [InlineData("x", 8191)]
    [InlineData("\"", 1366)]
    public virtual async Task AStatusOfMore_FailsTheInstance_WithoutWhatItsTurnAsked(string text, int times)
    {
        var calls = 0;
        await using var host = await Setting()
            .Activity<string, int>("Call", _ => Task.FromResult(++calls))
            .Orchestrator<string, int>("SetAndCall", (context, status) =>
            {
                context.SetCustomStatus(status);
                return context.CallActivityAsync<int>("Call", "x");
            })
            .StartAsync();

        var set = await host.RunAsync("Set", Repeat(text, times));
        var called = await host.RunAsync("SetAndCall", Repeat(text, times));

        Assert.Equal((OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Failed), (set.RuntimeStatus, called.RuntimeStatus));
        Assert.True(set.FailureDetails!.IsCausedBy<ArgumentException>());
        Assert.Null(set.SerializedCustomStatus);
        Assert.Equal(0, calls);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private DurableHost Setting() =>
        DurableHost
            .On(engine)
            .Orchestrator<string, int>("Set", (context, status) =>
            {
                context.SetCustomStatus(status);
                return Task.FromResult(1);
            });

    public sealed class Ours() : CustomStatusTests(Engine.Ours);

    public sealed class Genuine() : CustomStatusTests(Engine.Genuine)
    {
        public override Task AStatusOfMore_FailsTheInstance_WithoutWhatItsTurnAsked(string text, int times) =>
            Difference.Of("kept in memory: it has no limit, which is the Functions host's", () =>
                base.AStatusOfMore_FailsTheInstance_WithoutWhatItsTurnAsked(text, times)
            );
    }
}
