using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessML.LocalHost.Hosting.Blobs;
using ServerlessML.LocalHost.Hosting.Queues;
using ServerlessML.LocalHost.Hosting.State;
using ServerlessML.LocalHost.Hosting.Timers;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Runs the queue and timer triggers of the functions and the sources of blob events, each in a loop of its own.</summary>
public sealed class TriggerService(
    FunctionIndex index,
    FunctionInvoker invoker,
    TriggerStorage storage,
    HostState state,
    HostSettings settings,
    LocalHostOptions options,
    TimeProvider time,
    ILoggerFactory logs
) : BackgroundService
{
    private static readonly TimeSpan FirstQueuePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimerPause = TimeSpan.FromMinutes(10);

    public IReadOnlyList<BlobEventSource> Blobs { get; } =
    [.. options.BlobEvents.Select(subscription => new BlobEventSource(subscription, storage, state, time))];

    public IReadOnlyList<QueueTriggerListener> Queues { get; } =
    [
        .. index
            .With<QueueTriggerAttribute>()
            .Select(found => new QueueTriggerListener(
                found.Function,
                found.Trigger.QueueName,
                storage,
                invoker,
                settings,
                time,
                Log<QueueTriggerListener>(logs)
            )),
    ];

    public IReadOnlyList<TimerTriggerListener> Timers { get; } =
    [
        .. index
            .With<TimerTriggerAttribute>()
            .Select(found => new TimerTriggerListener(
                found.Function,
                found.Trigger,
                invoker,
                state,
                time,
                Log<TimerTriggerListener>(logs)
            )),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var log = Log<TriggerService>(logs);
        var loops = Blobs
            .Select(blobs => new Polling(blobs.Name, token => BlobsAsync(blobs, token), time, log))
            .Concat(Queues.Select(queue => new Polling(queue.Name, QueuePoll(queue), time, log)))
            .Concat(Timers.Select(timer => new Polling(timer.Name, token => TimerAsync(timer, token), time, log)))
            .Select(polling => Task.Run(() => polling.RunAsync(stoppingToken), CancellationToken.None))
            .ToList();
        await Task.WhenAll(loops);
        await Task.WhenAll(Queues.Select(queue => queue.DrainAsync()));
    }

    private async Task<TimeSpan> BlobsAsync(BlobEventSource blobs, CancellationToken cancellation)
    {
        await blobs.PollOnceAsync(cancellation);
        return options.BlobPollInterval;
    }

    private Func<CancellationToken, Task<TimeSpan>> QueuePoll(QueueTriggerListener queue)
    {
        var pause = FirstQueuePause;
        return async cancellation =>
        {
            var received = await queue.ReceiveAsync(cancellation);
            var longer = pause * 1.5 < settings.QueueMaxPollingInterval ? pause * 1.5 : settings.QueueMaxPollingInterval;
            pause = received > 0 ? FirstQueuePause : longer;
            return received > 0 ? TimeSpan.Zero : pause;
        };
    }

    private async Task<TimeSpan> TimerAsync(TimerTriggerListener timer, CancellationToken cancellation)
    {
        await timer.PollOnceAsync(cancellation);
        var wait = (timer.Due ?? DateTimeOffset.MaxValue) - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait < LongestTimerPause ? wait
            : LongestTimerPause;
    }

    private static ILogger Log<T>(ILoggerFactory logs) => logs.CreateLogger<T>();
}
