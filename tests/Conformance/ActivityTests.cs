using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class ActivityTests(Engine engine)
{
    [Fact]
    public async Task CallActivity_ReturnsItsResult()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Greet", name => Task.FromResult($"Hello {name}"))
            .Orchestrator<string, string>("Greeting", (context, name) => context.CallActivityAsync<string>("greet", name))
            .StartAsync();

        var done = await host.RunAsync("Greeting", "Ada");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal("Hello Ada", done.ReadOutputAs<string>());
        Assert.Equal("Ada", done.ReadInputAs<string>());
    }

    [Fact]
    public async Task CallActivity_FanOut_GathersAllInOrder()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<int, int>("Square", number => Task.FromResult(number * number))
            .Orchestrator("Squares", context =>
                Task.WhenAll(Enumerable.Range(0, 200).Select(number => context.CallActivityAsync<int>("Square", number)))
            )
            .StartAsync();

        var done = await host.RunAsync("Squares");

        Assert.Equal(Enumerable.Range(0, 200).Select(number => number * number), done.ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task CallActivity_Failure_CarriesTypeTextAndCause()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Break", _ => throw new InvalidDataException("bad shard", new TimeoutException("slow disk")))
            .Orchestrator("Broken", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Break", "x"));
                return $"{failed.TaskName}#{failed.TaskId}:{failed.FailureDetails.IsCausedBy<SystemException>()}"
                    + $":{failed.FailureDetails.IsCausedBy<TimeoutException>()}:{failed.FailureDetails.InnerFailure!.IsCausedBy<TimeoutException>()}"
                    + $":{failed.Message}";
            })
            .StartAsync();

        var done = await host.RunAsync("Broken");

        Assert.Equal(
            "Break#0:True:False:True:Task 'Break' (#0) failed with an unhandled exception: bad shard",
            done.ReadOutputAs<string>()
        );
    }

    [Fact]
    public async Task CallActivity_UnhandledFailure_FailsTheOrchestration()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<string, string>("Break", _ => throw new InvalidDataException("bad shard"))
            .Orchestrator("Broken", context => context.CallActivityAsync<string>("Break", "x"))
            .StartAsync();

        var done = await host.RunAsync("Broken");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.True(done.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.True(done.FailureDetails.InnerFailure!.IsCausedBy<InvalidDataException>());
    }

    [Fact]
    public async Task CallActivity_UnknownName_FailsWithIt()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Lost", context => context.CallActivityAsync<string>("Nowhere"))
            .StartAsync();

        var done = await host.RunAsync("Lost");

        Assert.Equal("ActivityTaskNotFound", done.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Contains("'Nowhere'", done.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScheduleNew_UnknownOrchestrator_Fails()
    {
        await using var host = await DurableHost.On(engine).StartAsync();

        var done = await host.RunAsync("Nowhere");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", done.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task CallActivity_UnknownName_IsNotTriedAgain()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Lost", context =>
                context.CallActivityAsync<string>("Nowhere", TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromHours(1))))
            )
            .StartAsync();

        var done = await host.RunAsync("Lost");

        Assert.Equal("ActivityTaskNotFound", done.FailureDetails!.InnerFailure!.ErrorType);
    }

    public sealed class Ours() : ActivityTests(Engine.Ours);

    public sealed class Genuine() : ActivityTests(Engine.Genuine);
}
