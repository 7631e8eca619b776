using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

/// <summary>When a policy or a handler has a call tried again.</summary>
[Trait("ours alone", "moves the clock")]
public sealed class RetryTimeTests
{
    [Fact]
    public async Task Policy_BacksOff_ByDurableTimers()
    {
        List<DateTimeOffset> attempts = [];
        await using EmbeddedHost host = new();
        await FailingHost(
                host,
                attempts,
                failures: 3,
                new RetryPolicy(5, TimeSpan.FromSeconds(10), 2, maxRetryInterval: TimeSpan.FromSeconds(30))
            )
            .StartAsync();
        var start = host.Clock.GetUtcNow();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await host.AdvanceAsync(TimeSpan.FromSeconds(20));
        await host.AdvanceAsync(TimeSpan.FromSeconds(30));
        var done = await host.CompleteAsync(id);

        Assert.Equal("attempt 4", done.ReadOutputAs<string>());
        Assert.Equal([0, 10, 30, 60], attempts.Select(at => (at - start).TotalSeconds));
    }

    [Fact]
    public async Task Policy_TimeUsedUp_Fails()
    {
        List<DateTimeOffset> attempts = [];
        await using EmbeddedHost host = new();
        await FailingHost(host, attempts, failures: 9, new RetryPolicy(9, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(15)))
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        var done = await host.CompleteAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public async Task Handler_SeesTheTimeThatWasSpent()
    {
        List<DateTimeOffset> attempts = [];
        List<double> spent = [];
        var options = TaskOptions.FromRetryHandler(async retry =>
        {
            spent.Add(retry.TotalRetryTime.TotalSeconds);
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None);
            return retry.LastAttemptNumber < 3;
        });
        await using EmbeddedHost host = new();
        await FailingHost(host, attempts, failures: 9, options).StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Try");

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        await host.CompleteAsync(id);

        Assert.Equal([0, 10, 20], spent);
    }

    private static EmbeddedHost FailingHost(EmbeddedHost host, List<DateTimeOffset> attempts, int failures, RetryPolicy policy) =>
        FailingHost(host, attempts, failures, TaskOptions.FromRetryPolicy(policy));

    private static EmbeddedHost FailingHost(EmbeddedHost host, List<DateTimeOffset> attempts, int failures, TaskOptions options) =>
        host.Activity<string?, string>("Flaky", _ =>
            {
                attempts.Add(host.Clock.GetUtcNow());
                var name = $"attempt {attempts.Count}";
                return attempts.Count <= failures ? throw new InvalidDataException(name) : Task.FromResult(name);
            })
            .Orchestrator("Try", context => context.CallActivityAsync<string>("Flaky", options));
}
