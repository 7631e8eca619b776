namespace ServerlessML.GpuRunner;

internal static class Processor
{
    /// <summary>As the system calls it; kernels of ONNX Runtime differ between processors.</summary>
    public static string Name { get; } = Read();

    private static string Read()
    {
        const string list = "/proc/cpuinfo";
        var model = File.Exists(list)
            ? File.ReadLines(list).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return model is null ? "unknown" : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
