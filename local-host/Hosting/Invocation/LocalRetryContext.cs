using Microsoft.Azure.Functions.Worker;

namespace ServerlessML.LocalHost.Hosting.Invocation;

internal sealed class LocalRetryContext(int retryCount) : RetryContext
{
    public override int RetryCount => retryCount;

    /// <summary>0, as in the Functions host for a function without a retry attribute: its trigger retries, not its invocation.</summary>
    public override int MaxRetryCount => 0;
}
