using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Text as C has it: UTF-8 with a zero at its end.</summary>
internal static unsafe class Utf8
{
    public static byte[] Bytes(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Reads a text that the library allocated, and frees it.</summary>
    public static string Take(nint text)
    {
        try
        {
            return Text((byte*)text);
        }
        finally
        {
            Status.Check(Api.AllocatorFree(Api.DefaultAllocator, text));
        }
    }
}
