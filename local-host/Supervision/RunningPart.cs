using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>A process, told from a later one with the same id by when it started.</summary>
public sealed record RunningPart(int Pid, DateTimeOffset StartedAt)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <returns>The process, if it still runs.</returns>
    public Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(Pid);
            return (process.StartTime.ToUniversalTime() - StartedAt).Duration() <= Tolerance ? process : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
