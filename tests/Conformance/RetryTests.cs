using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public sealed class RetryTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Policy_BacksOff_ByDurableTimers()
    {
        List<DateTimeOffset> attempts = [];
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 3, new RetryPolicy(5, First, 2, maxRetryInterval: TimeSpan.FromSeconds(30))).StartAsync();
        DateTimeOffset start = host.Clock.GetUtcNow();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(First);
        await host.AdvanceAsync(TimeSpan.FromSeconds(20));
        await host.AdvanceAsync(TimeSpan.FromSeconds(30));
        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal("attempt 4", done.ReadOutputAs<string>());
        Assert.Equal([0, 10, 30, 60], attempts.Select(at => (at - start).TotalSeconds));
    }

    [Fact]
    public async Task Policy_AttemptsUsedUp_Fails()
    {
        List<DateTimeOffset> attempts = [];
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 9, new RetryPolicy(2, First)).StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(First);
        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("attempt 2", done.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public async Task Policy_TimeUsedUp_Fails()
    {
        List<DateTimeOffset> attempts = [];
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 9, new RetryPolicy(9, First, retryTimeout: TimeSpan.FromSeconds(15))).StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(First);
        await host.AdvanceAsync(First);
        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public async Task Policy_FailureNotHandled_IsNotRetried()
    {
        List<DateTimeOffset> attempts = [];
        RetryPolicy policy = new(9, First) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 9, policy).StartAsync();

        OrchestrationMetadata done = await host.RunAsync("Try");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Single(attempts);
    }

    [Fact]
    public async Task Policy_FailureHandled_IsRetried()
    {
        List<DateTimeOffset> attempts = [];
        RetryPolicy policy = new(9, First) { HandleFailure = failure => failure.IsCausedBy<InvalidDataException>() };
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 1, policy).StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(First);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.CompleteAsync(id)).RuntimeStatus);
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public async Task Handler_SaysHowLong_WithAttemptAndFailure()
    {
        List<DateTimeOffset> attempts = [];
        List<string> asked = [];
        TaskOptions options = TaskOptions.FromRetryHandler(async retry =>
        {
            asked.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime.TotalSeconds}");
            await retry.OrchestrationContext.CreateTimer(First, CancellationToken.None);
            return retry.LastAttemptNumber < 3;
        });
        await using DurableHost host = new();
        await FailingHost(host, attempts, failures: 9, options).StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        for (int attempt = 0; attempt < 3; attempt++)
            await host.AdvanceAsync(First);
        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(["1 attempt 1 0", "2 attempt 2 10", "3 attempt 3 20"], asked);
    }

    [Fact]
    public async Task Policy_SubOrchestration_IsRetriedUnderItsId()
    {
        int runs = 0;
        await using DurableHost host = await new DurableHost()
            .Orchestrator("Child", context => Interlocked.Increment(ref runs) < 3
                ? Task.FromException<string>(new InvalidOperationException("not yet"))
                : Task.FromResult(context.InstanceId))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", TaskOptions.FromRetryPolicy(new(5, First)).WithInstanceId("the-child")))
            .StartAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");

        await host.AdvanceAsync(First);
        await host.AdvanceAsync(First);
        OrchestrationMetadata done = await host.CompleteAsync(id);

        Assert.Equal("the-child", done.ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    private static DurableHost FailingHost(DurableHost host, List<DateTimeOffset> attempts, int failures, RetryPolicy policy)
        => FailingHost(host, attempts, failures, TaskOptions.FromRetryPolicy(policy));

    private static DurableHost FailingHost(DurableHost host, List<DateTimeOffset> attempts, int failures, TaskOptions options) => host
        .Activity<string?, string>("Flaky", _ =>
        {
            attempts.Add(host.Clock.GetUtcNow());
            string name = $"attempt {attempts.Count}";
            return attempts.Count <= failures ? throw new InvalidDataException(name) : Task.FromResult(name);
        })
        .Orchestrator("Try", context => context.CallActivityAsync<string>("Flaky", options));
}
