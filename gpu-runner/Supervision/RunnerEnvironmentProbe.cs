using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>Records what could make the same job give another model elsewhere.</summary>
internal static class RunnerEnvironmentProbe
{
    private static readonly string[] Arithmetic =
    [
        "sse4_2",
        "avx",
        "f16c",
        "fma",
        "avx2",
        "avx512f",
        "avx512bw",
        "avx512vl",
        "avx512_vnni",
        "avx512_bf16",
        "amx_tile",
        "amx_int8",
        "amx_bf16",
        "asimd",
        "sve",
    ];

    private static readonly Lazy<GpuCard?> Card = new(GpuCard.Find);

    public static RunnerEnvironment Of(TrainingJob job, RecipeEnvironment? recipe, RecipeCommand command, RunnerOptions options) =>
        new()
        {
            Runner = typeof(RunnerEnvironmentProbe)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
                ?? "unknown",
            Runtime = RuntimeInformation.FrameworkDescription,
            OnnxRuntime = OrtEnv.Instance().GetVersionString(),
            Library = recipe?.Libraries?.GetValueOrDefault(job.Recipe),
            ExecutionProvider = recipe?.ExecutionProvider ?? "unknown",
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Processor = Processor.Name,
            Threads = job.Threads,
            ImageDigest = options.ImageDigest,
            Libraries = recipe?.Libraries?.Count > 0 ? recipe.Libraries : null,
            ProcessorFlags = [.. Arithmetic.Where(Processor.Flags.Contains)],
            Gpu = recipe?.Gpu ?? Card.Value?.Name,
            GpuDriver = recipe?.GpuDriver ?? Card.Value?.Driver,
            Isolation = $"{command.Isolation.ToString().ToLowerInvariant()}, {(command.HasNetwork ? "with" : "without")} network",
        };
}
