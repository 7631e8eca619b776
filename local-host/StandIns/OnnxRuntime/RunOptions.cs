using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

public class RunOptions : SafeHandle
{
    private bool terminate;

    public unsafe RunOptions() : base(0, ownsHandle: true)
    {
        nint options;
        Status.Check(Api.CreateRunOptions(&options));
        SetHandle(options);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Set while runs with these options go on, it makes them fail at the next operator.</summary>
    public bool Terminate
    {
        get => terminate;
        set
        {
            var options = NativeHandle.Of(this);
            Status.Check(value ? Api.RunOptionsSetTerminate(options) : Api.RunOptionsUnsetTerminate(options));
            terminate = value;
        }
    }

    protected override bool ReleaseHandle()
    {
        Api.ReleaseRunOptions(handle);
        return true;
    }
}
