using System.Reflection;
using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>The retry policies, named once.</summary>
public static class Retry
{
    /// <summary>
    /// The policy for effects on storage: rides out an outage of several minutes. A <see cref="PermanentFailureException"/> is not tried
    /// again.
    /// </summary>
    public static TaskOptions Transient { get; } =
        TaskOptions.FromRetryPolicy(
            new RetryPolicy(
                maxNumberOfAttempts: 12,
                firstRetryInterval: TimeSpan.FromSeconds(1),
                backoffCoefficient: 2,
                maxRetryInterval: TimeSpan.FromSeconds(30)
            )
            {
                HandleFailure = failure => !IsPermanent(failure),
            }
        );

    /// <summary>
    /// The policy for telling people: goes on for about two hours. A <see cref="PermanentFailureException"/> is not tried again.
    /// </summary>
    public static TaskOptions Notice { get; } =
        TaskOptions.FromRetryPolicy(
            new RetryPolicy(
                maxNumberOfAttempts: 10,
                firstRetryInterval: TimeSpan.FromSeconds(5),
                backoffCoefficient: 3,
                maxRetryInterval: TimeSpan.FromMinutes(30)
            )
            {
                HandleFailure = failure => !IsPermanent(failure),
            }
        );

    // A type that a loaded façade forwards, as netstandard does System.Net.Http's, is «ambiguous», and what a filter throws counts as no:
    // nothing would be tried again. None of ours is.
    private static bool IsPermanent(TaskFailureDetails failure)
    {
        try
        {
            return failure.IsCausedBy<PermanentFailureException>();
        }
        catch (AmbiguousMatchException)
        {
            return false;
        }
    }
}
