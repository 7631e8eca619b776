using System.Runtime.InteropServices;

namespace ServerlessML.Serving.Shadow;

/// <summary>The calling thread's priority. .NET's own has no effect on Linux.</summary>
internal static partial class ThreadPriorities
{
    private const int OfProcess = 0;
    private const int Nice = 10;

    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
        {
            // Of process 0, which Linux takes as the calling thread: setpriority(2), «C library/kernel differences».
            _ = SetPriority(OfProcess, 0, Nice);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
