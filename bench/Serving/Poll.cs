using System.Runtime.InteropServices;

namespace ServerlessML.Bench.Serving;

/// <summary>Waits for any of many sockets, with a time limit finer than the milliseconds of the managed calls.</summary>
internal static partial class Poll
{
    public const short Readable = 1;

    /// <param name="descriptors">Which ones; their results are filled in.</param>
    /// <param name="limit">At most so long; not negative.</param>
    /// <returns>How many are ready.</returns>
    public static int Wait(Span<Descriptor> descriptors, TimeSpan limit)
    {
        Duration duration = new()
        {
            Seconds = limit.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = limit.Ticks % TimeSpan.TicksPerSecond * 100,
        };
        var ready = Ppoll(ref MemoryMarshal.GetReference(descriptors), (nuint)descriptors.Length, in duration, 0);
        return Math.Max(ready, 0);
    }

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054 // The generated form needs unsafe code for one call.
    private static extern int Ppoll(ref Descriptor descriptors, nuint count, in Duration limit, nint signals);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    public struct Descriptor
    {
        public int Socket;
        public short Wanted;
        public short Ready;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Duration
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
