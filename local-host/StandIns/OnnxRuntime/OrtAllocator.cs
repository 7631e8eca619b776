using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

public class OrtAllocator : SafeHandle
{
    private OrtAllocator(nint allocator) : base(0, ownsHandle: false) => SetHandle(allocator);

    /// <summary>The library's own CPU allocator; it is never released.</summary>
    public static OrtAllocator DefaultInstance { get; } = new(Api.DefaultAllocator);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => true;
}
