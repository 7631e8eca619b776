using System.Diagnostics;

namespace ServerlessML.Tests.Crash;

/// <summary>
/// A program of the system that is killed without a word and started again with the same command. It dies with the tests.
/// </summary>
public sealed class MortalProcess(
    string project,
    string log,
    IReadOnlyList<string> arguments,
    IReadOnlyDictionary<string, string> environment
) : IDisposable
{
    // Ends with the test process, also when that is killed: its end closes the pipe.
    private const string UntilInputEnds =
        """log=$1; shift; exec 3<&0; (cat <&3; kill -KILL $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null >>"$log" 2>&1""";

    private Process? _process;

    public int Kills { get; private set; }

    public bool IsRunning => _process is { HasExited: false };

    public string Log => File.Exists(log) ? File.ReadAllText(log) : "";

    public void Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", UntilInputEnds, "sh", log, "dotnet", Built(project), .. arguments])
        {
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{project} could not be started.");
    }

    /// <summary>SIGKILL, as a power cut would; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill();
        await _process.WaitForExitAsync();
        _process.StandardInput.Close();
        _process.Dispose();
        _process = null;
        Kills++;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    /// <summary>The program that this build made: <c>…/bin/{project}/{configuration}/</c>, beside the tests.</summary>
    private static string Built(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(
            here.Parent!.Parent!.FullName,
            project,
            here.Name,
            project == "Cli" ? "sml.dll" : $"ServerlessML.{project}.dll"
        );
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built.", path);
    }
}
