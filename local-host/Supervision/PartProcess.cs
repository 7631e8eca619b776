using System.Diagnostics;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>
/// A part's process. It gets SIGTERM when its input ends: that is how it is stopped, and what happens when this process is killed.
/// </summary>
internal sealed class PartProcess : IDisposable
{
    // The shell becomes the program, so that its id is the program's. Its own session keeps a terminal's Ctrl-C from it: the order of
    // stopping is ours.
    private const string Shell = """
        exec 3<&0
        (cat <&3; kill -TERM $$; n=$0; while [ $((n -= 1)) -gt 0 ]; do sleep 1; kill -0 $$ || exit; done; kill -KILL $$) >/dev/null 2>&1 &
        if command -v setsid >/dev/null 2>&1; then exec setsid "$@" 3<&- </dev/null; else exec "$@" 3<&- </dev/null; fi
        """;

    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(2);

    private const long LogLimit = 20 * 1024 * 1024;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _output;
    private readonly TimeSpan _grace;

    private PartProcess(Process process, StreamWriter log, TimeSpan grace)
    {
        (_process, _log, _grace) = (process, log, grace);
        Running = new RunningPart(process.Id, process.StartTime.ToUniversalTime());
        _output = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
    }

    public RunningPart Running { get; }

    public static PartProcess Start(SystemPart part, string logs)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)["-c", Shell, $"{(int)part.Grace.TotalSeconds}", .. part.Command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in part.Environment)
        {
            start.Environment[name] = value;
        }

        return new PartProcess(Process.Start(start)!, OpenLog(Path.Combine(logs, $"{part.Name}.log")), part.Grace);
    }

    /// <returns>The exit code; 128 and above for a signal.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, or sees that it has; its log is whole afterwards.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(_grace + TimeSpan.FromSeconds(2));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        // A grandchild may hold the output open for longer than anyone wants to wait.
        await Task.WhenAny(_output, Task.Delay(OutputPatience));
    }

    public void Dispose()
    {
        _process.Dispose();
        _log.Dispose();
    }

    private static StreamWriter OpenLog(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > LogLimit)
        {
            File.Move(path, $"{path}.1", overwrite: true);
        }

        return new StreamWriter(path, append: true) { AutoFlush = true };
    }

    // What a request, a file or a model wrote into a message must drive no terminal that shows the log.
    private static string Shown(string line) =>
        line.Any(character => char.IsControl(character) && character != '\t')
            ? new([.. line.Select(character => char.IsControl(character) && character != '\t' ? '\uFFFD' : character)])
            : line;

    private async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(Shown(line));
            }
        }
    }
}
