using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Reads handles for calls; the genuine classes derive from SafeHandle directly, so this cannot be their base.</summary>
internal static class NativeHandle
{
    public static nint Of(SafeHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return handle.DangerousGetHandle();
    }
}
