using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>
/// A recipe that runs, at the head of a process group of its own. It ends with the runner, however the runner ends: its input closes then.
/// </summary>
internal sealed partial class RecipeProcess : IDisposable
{
    private const int Terminate = 15;
    private const int KillSignal = 9;
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(2);

    // $1 ends what is left when the input closes; the rest is the recipe.
    private const string Shell =
        """exec 3<&0; end="$1"; shift; (trap "" TERM; cat <&3; eval "$end"; kill -KILL 0) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null""";

    private readonly RecipeCommand _command;
    private readonly Process _process;
    private readonly Task _output;

    private RecipeProcess(RecipeCommand command, Process process)
    {
        (this._command, this._process) = (command, process);
        _output = Task.WhenAll(Said.ReadAsync(process.StandardError), new OutputTail().ReadAsync(process.StandardOutput));
    }

    public OutputTail Said { get; } = new();

    public int Id => _process.Id;

    /// <exception cref="RecipeFailedException">It cannot be started here.</exception>
    public static RecipeProcess Start(RecipeCommand command)
    {
        var start = new ProcessStartInfo(
            "setsid",
            ["sh", "-c", Shell, "recipe", command.Kill is null ? ":" : string.Join(' ', command.Kill.Select(Quoted)), .. command.Line]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Folder ?? "",
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new RecipeProcess(command, Process.Start(start)!);
        }
        catch (Win32Exception missing)
        {
            throw new RecipeFailedException($"The recipe could not be started: {missing.Message}", retryable: true);
        }
    }

    /// <summary>128 and above for a signal.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        // What the recipe started may hold its output open.
        await Task.WhenAny(_output, Task.Delay(OutputPatience, CancellationToken.None));
        return _process.ExitCode;
    }

    /// <summary>Asks it to leave a checkpoint and end.</summary>
    public void AskToStop() => Signal(Terminate);

    /// <summary>Ends it and all that it started.</summary>
    public async Task KillAsync()
    {
        Signal(KillSignal);
        if (_command.Kill is { } kill)
        {
            await RunAsync(kill);
        }

        await _process.WaitForExitAsync();
    }

    public async Task<bool> WasKilledForMemoryAsync() =>
        _command.WasKilledForMemory is { } ask && (await RunAsync(ask)).Contains("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes away what the engine keeps of an ended container.</summary>
    public async Task CleanUpAsync()
    {
        if (_command.Kill is { } kill)
        {
            await RunAsync(kill);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(-_process.Id, signal);
        }
    }

    private static async Task<string> RunAsync(IReadOnlyList<string> line)
    {
        using var process = Process.Start(
            new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var said = process.StandardOutput.ReadToEndAsync();
        await Task.WhenAll(said, process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return await said;
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
