using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The process's one environment: logging, and what the library offers.</summary>
public sealed class OrtEnv : SafeHandle
{
    private static readonly OrtEnv Only = new();

    private unsafe OrtEnv() : base(0, ownsHandle: false)
    {
        nint env;
        fixed (byte* id = Utf8.Bytes("onnxruntime"))
        {
            Status.Check(Api.CreateEnv((int)OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, id, &env));
        }

        SetHandle(env);
    }

    public override bool IsInvalid => handle == 0;

    public static OrtEnv Instance() => Only;

    public string GetVersionString() => Engine.Version;

    public unsafe string[] GetAvailableProviders()
    {
        nint* names;
        int count;
        Status.Check(Api.GetAvailableProviders(&names, &count));
        var providers = new string[count];
        for (var i = 0; i < count; i++)
        {
            providers[i] = Utf8.Text((byte*)names[i]);
        }

        Status.Check(Api.ReleaseAvailableProviders(names, count));
        return providers;
    }

    protected override bool ReleaseHandle() => true;
}
