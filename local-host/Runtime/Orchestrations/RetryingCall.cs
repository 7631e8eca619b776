using Microsoft.DurableTask;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>Tries a call again, by a policy's durable back-off or as a handler says.</summary>
internal static class RetryingCall
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> call) => retry switch
    {
        { Policy: { } policy } => WithPolicyAsync(context, policy, call),
        { Handler: { } handler } => WithHandlerAsync(context, handler, call),
        _ => call(),
    };

    private static async Task<T> WithPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure) when (
                attempt < policy.MaxNumberOfAttempts && IsInTime(policy, context.CurrentUtcDateTime - first) && policy.Handle(AsCore(failure)))
            {
            }

            await context.CreateTimer(Delay(policy, attempt), CancellationToken.None);
        }
    }

    private static async Task<T> WithHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure)
            {
                TimeSpan spent = context.CurrentUtcDateTime - first;
                if (!await handler(new(context, attempt, failure.FailureDetails, spent, CancellationToken.None)))
                    throw;
            }
        }
    }

    // A policy's delegate takes no other than the core's own.
    private static DurableTask.Core.Exceptions.TaskFailedException AsCore(TaskFailedException failure)
        => new(failure.Message) { FailureDetails = CoreHistory.Details(failure.FailureDetails) };

    private static bool IsInTime(RetryPolicy policy, TimeSpan spent)
        => policy.RetryTimeout == Timeout.InfiniteTimeSpan || spent < policy.RetryTimeout;

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3650) : policy.MaxRetryInterval;
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
