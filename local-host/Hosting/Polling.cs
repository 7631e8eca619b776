using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>
/// Polls until told to stop. While storage cannot be reached it keeps trying, further and further apart, and logs the change of state only.
/// </summary>
/// <param name="poll">One pass; returns how long to wait before the next.</param>
internal sealed class Polling(string name, Func<CancellationToken, Task<TimeSpan>> poll, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stopping)
    {
        DateTimeOffset? down = null;
        var wait = FirstWait;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await poll(stopping);
                if (down is { } since)
                {
                    log.LogInformation("{Name} works again after {Down:n0} s", name, (time.GetUtcNow() - since).TotalSeconds);
                }

                (down, wait) = (null, FirstWait);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (down is null)
                {
                    log.LogError(
                        "{Name} fails and is tried again: {Error}",
                        name,
                        e is AggregateException all ? all.InnerException?.Message : e.Message
                    );
                }

                down ??= time.GetUtcNow();
                pause = wait;
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
