using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServerlessML.Cli.Programs;

/// <summary>Runs a program, passes signals on, and ends as it ends.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync(ProgramCall call)
    {
        var start = call.Log is null
            ? new ProcessStartInfo(call.File, call.Arguments)
            : new ProcessStartInfo(
                "/bin/sh",
                ["-c", """log=$1; shift; exec "$@" >"$log" 2>&1 </dev/null""", "sh", call.Log, call.File, .. call.Arguments]
            );
        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new IOException($"{call.File} cannot be started.");
        // Ctrl-C reaches the program as well, which is of the same terminal; this one waits for its end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _ = Kill(process.Id, Terminate);
        });
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private const int Terminate = 15;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
