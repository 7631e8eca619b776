using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>Takes one job after the other.</summary>
public sealed class RunnerLoop(
    JobQueue queue,
    JobRunner runner,
    RunnerOptions options,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<RunnerLoop> log
) : BackgroundService
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        log.LogInformation("Runner {Name} takes jobs on {Device}", options.Name, options.Device);
        if (WorkFolder.Sweep(options.WorkDirectory) is > 0 and var orphans)
        {
            log.LogWarning("Deleted the files of {Count} jobs in {Folder}, whose runners had been killed", orphans, options.WorkDirectory);
        }

        var wait = ShortestPoll;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await queue.TakeAsync(stoppingToken) is { } message)
                {
                    await runner.RunAsync(message, stoppingToken);
                    wait = ShortestPoll;
                    continue;
                }

                if (options.ExitWhenIdle)
                {
                    process.StopApplication();
                    return;
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Storage is away, most likely: the message comes again when its lease ends.
                log.LogError("A job could not be taken or ended: {Reason}", failure.Message);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < options.LongestPoll ? wait * 2 : options.LongestPoll;
        }
    }
}
