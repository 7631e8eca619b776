using Microsoft.DurableTask;
using CoreTaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>Tries a call again, by a policy's durable back-off or as a handler says.</summary>
internal static class RetryingCall
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> call) =>
        retry switch
        {
            { Policy: { } policy } => WithPolicyAsync(context, policy, call),
            { Handler: { } handler } => WithHandlerAsync(context, handler, call),
            _ => call(),
        };

    private static async Task<T> WithPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure)
                when (IsRetriable(failure)
                    && attempt < policy.MaxNumberOfAttempts
                    && IsInTime(policy, context.CurrentUtcDateTime - first)
                    && Handles(policy, failure)
                )
            {
                // Another attempt follows.
            }

            await context.CreateTimer(Delay(policy, attempt), CancellationToken.None);
        }
    }

    private static async Task<T> WithHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure) when (IsRetriable(failure))
            {
                var spent = context.CurrentUtcDateTime - first;
                if (!await handler(new(context, attempt, failure.FailureDetails, spent, CancellationToken.None)))
                {
                    throw;
                }
            }
        }
    }

    // What is not registered will not be there at the next attempt either.
    private static bool IsRetriable(TaskFailedException failure) =>
        failure.FailureDetails?.ErrorType is not (MissingTask.Activity or MissingTask.Orchestrator);

    // The SDK's policy asks its filter about exceptions of the engine below it; any other it takes for a fault of its own.
    private static bool Handles(RetryPolicy policy, TaskFailedException failure)
    {
        CoreTaskFailedException known = new(failure.Message, null)
        {
            FailureDetails = failure.FailureDetails is { } details ? CoreFailure.Of(details) : null,
        };
        return policy.Handle(known);
    }

    private static bool IsInTime(RetryPolicy policy, TimeSpan spent) =>
        policy.RetryTimeout == Timeout.InfiniteTimeSpan || spent < policy.RetryTimeout;

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3650) : policy.MaxRetryInterval;
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
