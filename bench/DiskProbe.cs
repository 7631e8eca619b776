using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ServerlessML.Bench;

/// <summary>
/// How long the disk takes to make one page durable, in a file whose blocks are allocated: a log that is written over again and again, as
/// the store's is, spares the file system's own journal.
/// </summary>
internal static class DiskProbe
{
    private const int Page = 4096;

    /// <returns>Milliseconds, one for each write and <c>fdatasync</c>.</returns>
    public static List<double> Measure(string folder, int count)
    {
        var path = Path.Combine(folder, "fdatasync.probe");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, options: FileOptions.DeleteOnClose);
        var page = new byte[Page];
        RandomAccess.Write(file, new byte[count * Page], 0);
        RandomAccess.FlushToDisk(file);
        List<double> times = [];
        for (var index = 0; index < count; index++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, (long)index * Page);
            if (FDataSync(file) != 0)
            {
                throw new IOException("fdatasync failed.");
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

#pragma warning disable SYSLIB1054 // The generated form needs unsafe code for a call of one integer.
    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FDataSync(SafeFileHandle file);
#pragma warning restore SYSLIB1054
}
