using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The machine's first GPU, as its driver names it.</summary>
internal sealed record GpuCard(string Name, string Driver)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Null where there is no NVIDIA driver, or it does not answer.</returns>
    public static GpuCard? Find()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("nvidia-smi", ["--query-gpu=name,driver_version", "--format=csv,noheader"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return null;
            }

            return process.StandardOutput.ReadLine()?.Split(", ") is [var name, var driver] ? new(name, driver) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
