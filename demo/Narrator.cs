using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace ServerlessML.Demo;

/// <summary>Tells people what is going on: a title a chapter, a line a fact, a moving line while something takes its time.</summary>
public sealed class Narrator
{
    // Written to a file or a pipe, the tables need no less room than on a screen.
    private const int WidthOfFiles = 160;
    private static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    public Narrator(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        if (!_console.Profile.Capabilities.Interactive)
        {
            _console.Profile.Width = WidthOfFiles;
        }
    }

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public void Chapter(string title)
    {
        _console.WriteLine();
        _console.Write(
            new Rule(
                string.Create(CultureInfo.InvariantCulture, $"[bold]{Markup.Escape(title)}[/] [grey]{Elapsed:m\\:ss}[/]")
            ).LeftJustified()
        );
    }

    public void Say(string text) => _console.MarkupLineInterpolated($"  {text}");

    public void Done(string text) => _console.MarkupLineInterpolated($"  [green]✓[/] {text}");

    /// <summary>Polls until there is a result, saying what it waits for.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="limit">After this the demo has failed.</param>
    /// <param name="poll">Null while there is no result; tells how far things are through its argument.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async Task<T> WaitAsync<T>(string what, TimeSpan limit, Func<Action<string>, Task<T?>> poll, CancellationToken cancellation)
        where T : class
    {
        T? result = null;
        var last = what;
        if (_console.Profile.Capabilities.Interactive)
        {
            await _console
                .Status()
                .StartAsync(Markup.Escape(what), async status =>
                    result = await PollAsync(limit, poll, text => status.Status(Markup.Escape(last = $"{what}: {text}")), cancellation)
                );
        }
        else
        {
            var said = Stopwatch.GetTimestamp();
            var shown = "";
            result = await PollAsync(
                limit,
                poll,
                text =>
                {
                    last = $"{what}: {text}";
                    if (last != shown && Stopwatch.GetElapsedTime(said) > QuietInterval)
                    {
                        Say(shown = last);
                        said = Stopwatch.GetTimestamp();
                    }
                },
                cancellation
            );
        }

        return result ?? throw new DemoFailedException($"The demo waited {limit.TotalSeconds:F0} s, and the last state was: {last}");
    }

    private async Task<T?> PollAsync<T>(
        TimeSpan limit,
        Func<Action<string>, Task<T?>> poll,
        Action<string> tell,
        CancellationToken cancellation
    )
        where T : class
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < limit)
        {
            if (await poll(tell) is { } result)
            {
                return result;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(150), _time, cancellation);
        }

        return null;
    }
}
