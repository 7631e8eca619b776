using Microsoft.Extensions.Logging;

namespace ServerlessML.Tests.LocalHost;

public sealed class PollingTests
{
    [Fact]
    public async Task Run_AnOutage_IsToldOnceWhenItBeginsAndOnceWhenItEnds()
    {
        var log = new ListLogger();
        using var stop = new CancellationTokenSource();
        var passes = 0;
        var polling = new Polling(
            "blobs",
            _ =>
            {
                passes++;
                if (passes == 7)
                {
                    stop.Cancel();
                }

                return passes is >= 2 and <= 4 ? throw new IOException("no route") : Task.FromResult(TimeSpan.Zero);
            },
            new InstantTime(),
            log
        );

        await polling.RunAsync(stop.Token);

        Assert.Equal(7, passes);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("no route", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("works again", log.Lines[1], StringComparison.Ordinal);
    }

    /// <summary>Every wait is over at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));
    }
}
