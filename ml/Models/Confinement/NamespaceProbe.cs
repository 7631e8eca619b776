using System.Diagnostics;

namespace ServerlessML.Models.Confinement;

/// <summary>Finds out once whether this machine lets a process have namespaces of its own, and what it may do in them.</summary>
public static class NamespaceProbe
{
    // Puts nothing in the place of each directory before the two dashes, and takes all rights beyond a plain process's away for good.
    private const string Confine = """
        while [ "$1" != -- ]; do mount -t tmpfs -o ro,size=4k,mode=0555 none "$1" || exit 126; shift; done; shift
        exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
        """;

    private static readonly string[] Common = ["--ipc", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"];

    // What it makes belongs to the runner's user: root in there is that user outside.
    private static readonly string[] AsItsOwnRoot = ["--user", "--map-root-user"];

    // In a container, where a file system for processes may not be mounted, and none of the machine's are seen.
    private static readonly string[] NetworkAlone = ["--user", "--map-current-user", "--net"];

    private static readonly Lazy<bool> Root = new(() => Works([.. Common, "--net", "--", .. Confined(["/mnt"])]));
    private static readonly Lazy<bool> User = new(() => Works([.. AsItsOwnRoot, .. Common, "--net", "--", .. Confined(["/mnt"])]));

    private static readonly Lazy<bool> WithoutNetwork = new(() => Works([.. NetworkAlone, "--"]));

    /// <param name="network">Whether it keeps the machine's network.</param>
    /// <param name="hidden">Directories that it must not reach.</param>
    /// <returns>The command that starts another in namespaces; null where none may be made.</returns>
    public static IReadOnlyList<string>? Command(bool network, IReadOnlyList<string> hidden)
    {
        string[] net = network ? [] : ["--net"];
        return Root.Value ? ["unshare", .. Common, .. net, "--", .. Confined(hidden)]
            : User.Value ? ["unshare", .. AsItsOwnRoot, .. Common, .. net, "--", .. Confined(hidden)]
            : WithoutNetwork.Value && !network && hidden.Count == 0 ? ["unshare", .. NetworkAlone, "--"]
            : null;
    }

    private static string[] Confined(IReadOnlyList<string> hidden) => ["sh", "-c", Confine, "confine", .. hidden, "--"];

    private static bool Works(IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("unshare", [.. arguments, "true"]) { RedirectStandardError = true, RedirectStandardOutput = true }
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
