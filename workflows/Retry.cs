using Microsoft.DurableTask;
using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>The retry policies, named once.</summary>
public static class Retry
{
    /// <summary>For effects on storage: rides out an outage of several minutes. A <see cref="PermanentFailureException"/> is not tried again.</summary>
    public static TaskOptions Transient { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 12, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(30))
        {
            HandleFailure = failure => !failure.IsCausedBy<PermanentFailureException>(),
        });
}
