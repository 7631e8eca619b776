using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Models;

/// <summary>
/// The one way in which a model that came from elsewhere is loaded: judged by <see cref="ModelContent"/>, within a limit of time, and with
/// memory for its runs from one arena of the process, which has an end.
/// </summary>
public static class ModelSession
{
    /// <summary>Megabytes that the runs of all models of the process may take at a time: <c>SERVERLESSML_MODEL_MEMORY_MB</c>.</summary>
    public const string MemoryVariable = "SERVERLESSML_MODEL_MEMORY_MB";

    private const uint UsualMegabytes = 1024;
    private const uint MostMegabytes = 4095;

    private static readonly TimeSpan LoadLimit = TimeSpan.FromMinutes(1);

    private static readonly Lazy<uint> Arena = new(() =>
    {
        var megabytes = Megabytes(Environment.GetEnvironmentVariable(MemoryVariable));
        using var info = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        // As much as is asked for: doubled steps would meet the limit at half of it.
        using var arena = new OrtArenaCfg(
            megabytes * 1024 * 1024,
            arenaExtendStrategy: 1,
            initialChunkSizeBytes: -1,
            maxDeadBytesPerChunk: -1
        );
        OrtEnv.Instance().CreateAndRegisterAllocator(info, arena);
        return megabytes;
    });

    /// <summary>Megabytes that the runs of this process may take.</summary>
    public static uint MemoryMegabytes => Arena.Value;

    /// <exception cref="ForbiddenModelException">It holds what no model may.</exception>
    /// <exception cref="OnnxRuntimeException">It cannot be run.</exception>
    public static InferenceSession Open(byte[] model, int threads)
    {
        ModelContent.Require(model);
        _ = Arena.Value;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        // A spinning pool of each model would take the cores from the others.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
        options.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", $"{ModelContent.MostBytes}");
        using var clock = new Timer(_ => options.SetLoadCancellationFlag(true), null, LoadLimit, Timeout.InfiniteTimeSpan);
        return new InferenceSession(model, options);
    }

    /// <exception cref="InvalidOperationException">The setting is no number of megabytes.</exception>
    public static uint Megabytes(string? setting) =>
        string.IsNullOrEmpty(setting) ? UsualMegabytes
        : uint.TryParse(
            setting,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var megabytes
        ) && megabytes is >= 16 and <= MostMegabytes
            ? megabytes
        : throw new InvalidOperationException($"The setting {MemoryVariable} is '{setting}'; it must be 16 to {MostMegabytes} megabytes.");
}
