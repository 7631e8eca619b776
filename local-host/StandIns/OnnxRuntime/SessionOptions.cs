using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

public class SessionOptions : SafeHandle
{
    private ExecutionMode executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private GraphOptimizationLevel optimization = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private OrtLoggingLevel logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private bool memoryPattern = true;
    private bool cpuArena = true;
    private int intraOpThreads;
    private int interOpThreads;

    public unsafe SessionOptions() : base(0, ownsHandle: true)
    {
        nint options;
        Status.Check(Api.CreateSessionOptions(&options));
        SetHandle(options);
    }

    public override bool IsInvalid => handle == 0;

    public ExecutionMode ExecutionMode
    {
        get => executionMode;
        set => Set(ref executionMode, value, Api.SetSessionExecutionMode(NativeHandle.Of(this), (int)value));
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => optimization;
        set => Set(ref optimization, value, Api.SetSessionGraphOptimizationLevel(NativeHandle.Of(this), (int)value));
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => logLevel;
        set => Set(ref logLevel, value, Api.SetSessionLogSeverityLevel(NativeHandle.Of(this), (int)value));
    }

    public bool EnableMemoryPattern
    {
        get => memoryPattern;
        set => Set(ref memoryPattern, value,
            value ? Api.EnableMemPattern(NativeHandle.Of(this)) : Api.DisableMemPattern(NativeHandle.Of(this)));
    }

    public bool EnableCpuMemArena
    {
        get => cpuArena;
        set => Set(ref cpuArena, value,
            value ? Api.EnableCpuMemArena(NativeHandle.Of(this)) : Api.DisableCpuMemArena(NativeHandle.Of(this)));
    }

    /// <summary>Threads inside one operator; 0 leaves it to the library.</summary>
    public int IntraOpNumThreads
    {
        get => intraOpThreads;
        set => Set(ref intraOpThreads, value, Api.SetIntraOpNumThreads(NativeHandle.Of(this), value));
    }

    /// <summary>Operators side by side, with <see cref="ExecutionMode.ORT_PARALLEL"/>; 0 leaves it to the library.</summary>
    public int InterOpNumThreads
    {
        get => interOpThreads;
        set => Set(ref interOpThreads, value, Api.SetInterOpNumThreads(NativeHandle.Of(this), value));
    }

    public unsafe void AddSessionConfigEntry(string configKey, string configValue)
    {
        fixed (byte* key = Utf8.Bytes(configKey), value = Utf8.Bytes(configValue))
        {
            Status.Check(Api.AddSessionConfigEntry(NativeHandle.Of(this), key, value));
        }
    }

    /// <exception cref="OnnxRuntimeException">The library was built without CUDA, or finds no such device.</exception>
    public unsafe void AppendExecutionProvider_CUDA(int deviceId = 0)
    {
        nint cuda;
        Status.Check(Api.CreateCUDAProviderOptions(&cuda));
        try
        {
            fixed (byte* name = Utf8.Bytes("device_id"), text = Utf8.Bytes(deviceId.ToString(CultureInfo.InvariantCulture)))
            {
                var (key, value) = ((nint)name, (nint)text);
                Status.Check(Api.UpdateCUDAProviderOptions(cuda, &key, &value, 1));
            }

            Status.Check(Api.SessionOptionsAppendExecutionProvider_CUDA_V2(NativeHandle.Of(this), cuda));
        }
        finally
        {
            Api.ReleaseCUDAProviderOptions(cuda);
        }
    }

    protected override bool ReleaseHandle()
    {
        Api.ReleaseSessionOptions(handle);
        return true;
    }

    private static void Set<T>(ref T field, T value, nint status)
    {
        Status.Check(status);
        field = value;
    }
}
