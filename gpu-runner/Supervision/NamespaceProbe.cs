using System.Diagnostics;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>Finds out once whether this machine lets a process have namespaces of its own.</summary>
internal static class NamespaceProbe
{
    private static readonly string[] Common = ["--ipc", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"];

    // In a container, where a file system for processes may not be mounted, and none of the machine's are seen.
    private static readonly string[] NetworkAlone = ["--user", "--map-current-user", "--net"];

    private static readonly Lazy<bool> AsRoot = new(() => Works([.. Common, "--net"]));
    private static readonly Lazy<bool> AsUser = new(() => Works(["--user", "--map-current-user", .. Common, "--net"]));

    private static readonly Lazy<bool> WithoutNetwork = new(() => Works(NetworkAlone));

    /// <returns>The command that starts another in namespaces; null where none may be made.</returns>
    public static IReadOnlyList<string>? Command(bool network)
    {
        string[] net = network ? [] : ["--net"];
        return AsRoot.Value ? ["unshare", .. Common, .. net, "--"]
            : AsUser.Value ? ["unshare", "--user", "--map-current-user", .. Common, .. net, "--"]
            : WithoutNetwork.Value && !network ? ["unshare", .. NetworkAlone, "--"]
            : null;
    }

    private static bool Works(IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("unshare", [.. arguments, "--", "true"])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
