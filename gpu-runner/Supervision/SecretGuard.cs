using System.Runtime.InteropServices;

namespace ServerlessML.GpuRunner.Supervision;

internal static partial class SecretGuard
{
    private const int SetDumpable = 4;

    /// <summary>
    /// Closes <c>/proc/{runner}/environ</c>, which has the storage key, to other processes of the same user. Against root nothing helps.
    /// </summary>
    public static void Hide()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);
}
