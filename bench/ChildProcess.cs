using System.Diagnostics;

namespace ServerlessML.Bench;

/// <summary>A program of the bench's own that goes when the bench goes.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts the bench's own program with other arguments.</summary>
    public static ChildProcess Own(params string[] arguments) =>
        Start("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments], null, new Dictionary<string, string>());

    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder,
        IReadOnlyDictionary<string, string> environment
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((var name, var value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Reads its output up to a line that begins with the text, and returns that line.</summary>
    public async Task<string> LineAsync(string beginning, TimeSpan deadline)
    {
        using CancellationTokenSource late = new(deadline);
        while (await _process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} ended before it wrote '{beginning}'.");
    }

    /// <summary>Lets it write what it likes, unread.</summary>
    public void Ignore() => _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
