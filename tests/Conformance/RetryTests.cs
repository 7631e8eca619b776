using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class RetryTests(Engine engine)
{
    [Fact]
    public async Task Policy_AttemptsUsedUp_Fails()
    {
        List<string> attempts = [];
        await using var host = DurableHost.On(engine);
        await FailingHost(host, attempts, failures: 9, new RetryPolicy(2, host.Moment)).StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.PassAsync();
        var done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("attempt 2", done.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public async Task Policy_FailureNotHandled_IsNotRetried()
    {
        List<string> attempts = [];
        RetryPolicy policy = new(9, TimeSpan.FromSeconds(10)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };
        await using var host = DurableHost.On(engine);
        await FailingHost(host, attempts, failures: 9, policy).StartAsync();

        var done = await host.RunAsync("Try");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Single(attempts);
    }

    [Fact]
    public async Task Policy_FailureHandled_IsRetried()
    {
        List<string> attempts = [];
        await using var host = DurableHost.On(engine);
        RetryPolicy policy = new(9, host.Moment)
        {
            HandleFailure = failure => failure.IsCausedBy<InvalidDataException>() && failure.ErrorMessage != "attempt 3",
        };
        await FailingHost(host, attempts, failures: 9, policy).StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.PassAsync();
        await host.PassAsync();
        var done = await host.CompleteAsync(id);

        Assert.Contains("attempt 3", done.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public async Task Policy_FilterThatThrows_IsANo()
    {
        List<string> attempts = [];
        RetryPolicy policy = new(9, TimeSpan.FromHours(1)) { HandleFailure = _ => throw new InvalidOperationException("odd filter") };
        await using var host = DurableHost.On(engine);
        await FailingHost(host, attempts, failures: 9, policy).StartAsync();

        var done = await host.RunAsync("Try");

        Assert.Contains("attempt 1", done.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Single(attempts);
    }

    [Fact]
    public async Task Handler_SaysHowLong_WithAttemptAndFailure()
    {
        List<string> attempts = [];
        List<string> asked = [];
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        var options = TaskOptions.FromRetryHandler(async retry =>
        {
            if (!retry.OrchestrationContext.IsReplaying)
            {
                asked.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage}");
            }

            await retry.OrchestrationContext.CreateTimer(moment, CancellationToken.None);
            return retry.LastAttemptNumber < 3;
        });
        await FailingHost(host, attempts, failures: 9, options).StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await host.PassAsync();
        }

        var done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(["1 attempt 1", "2 attempt 2", "3 attempt 3"], asked);
    }

    [Fact]
    public async Task Policy_SubOrchestration_IsRetriedUnderItsId()
    {
        var runs = 0;
        await using var host = DurableHost.On(engine);
        var moment = host.Moment;
        await host.Orchestrator("Child", context =>
                Interlocked.Increment(ref runs) < 3
                    ? Task.FromException<string>(new InvalidOperationException("not yet"))
                    : Task.FromResult(context.InstanceId)
            )
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", TaskOptions.FromRetryPolicy(new(5, moment)).WithInstanceId("the-child"))
            )
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");

        await host.PassAsync();
        await host.PassAsync();
        var done = await host.CompleteAsync(id);

        Assert.Equal("the-child", done.ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    private static DurableHost FailingHost(DurableHost host, List<string> attempts, int failures, RetryPolicy policy) =>
        FailingHost(host, attempts, failures, TaskOptions.FromRetryPolicy(policy));

    private static DurableHost FailingHost(DurableHost host, List<string> attempts, int failures, TaskOptions options) =>
        host.Activity<string?, string>("Flaky", _ =>
            {
                var name = $"attempt {attempts.Count + 1}";
                attempts.Add(name);
                return attempts.Count <= failures ? throw new InvalidDataException(name) : Task.FromResult(name);
            })
            .Orchestrator("Try", context => context.CallActivityAsync<string>("Flaky", options));

    public sealed class Ours() : RetryTests(Engine.Ours);

    public sealed class Genuine() : RetryTests(Engine.Genuine);
}
