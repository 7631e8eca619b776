using System.Globalization;
using System.Runtime.ExceptionServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessML.Functions.Arm;

/// <summary>
/// Repeats what may be repeated, after as long as <c>Retry-After</c> says. Azure.Core's own policy waits by the machine's clock alone,
/// and repeats a POST whose answer was lost, which here would start a second execution.
/// </summary>
internal sealed class ClockedRetry(TimeProvider time) : HttpPipelinePolicy
{
    public const int MaxTries = 5;

    /// <summary>Longer waits belong to the durable retry of the step.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessAsync(message, pipeline).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        for (var attempt = 1; ; attempt++)
        {
            ExceptionDispatchInfo? lost = null;
            try
            {
                await ProcessNextAsync(message, pipeline);
            }
            catch (Exception e) when (IsLoss(e, message.CancellationToken))
            {
                lost = ExceptionDispatchInfo.Capture(e);
            }

            if (Wait(message, attempt, lost is not null) is not { } wait)
            {
                lost?.Throw();
                return;
            }

            if (lost is null)
            {
                message.Response.Dispose();
            }

            await Task.Delay(wait, time, message.CancellationToken);
        }
    }

    /// <returns>As the answer says, in seconds or as a date; null when it does not.</returns>
    public static TimeSpan? RetryAfter(Response response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) && until > now
            ? until - now
            : null;
    }

    private static bool IsLoss(Exception e, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested
        && e is IOException or HttpRequestException or OperationCanceledException or RequestFailedException { Status: 0 };

    private TimeSpan? Wait(HttpMessage message, int attempt, bool lost)
    {
        if (attempt == MaxTries)
        {
            return null;
        }

        // What was throttled was not done; whether a lost or failed POST was, nobody knows here.
        var repeatable = message.Request.Method != RequestMethod.Post;
        var backoff = FirstWait * Math.Pow(2, attempt - 1);
        if (lost)
        {
            return repeatable ? backoff : null;
        }

        var again = message.Response.Status == 429 || (repeatable && message.Response.Status is 408 or 500 or 502 or 503 or 504);
        var wait = RetryAfter(message.Response, time.GetUtcNow()) ?? backoff;
        return again && wait <= LongestWait ? wait : null;
    }
}
