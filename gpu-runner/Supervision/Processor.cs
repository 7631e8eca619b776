namespace ServerlessML.GpuRunner.Supervision;

internal static class Processor
{
    private const string List = "/proc/cpuinfo";

    /// <summary>The processor's name as the system gives it; kernels of ONNX Runtime differ between processors.</summary>
    public static string Name { get; } = Field("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";

    /// <summary>What it can do, in Linux's words.</summary>
    public static IReadOnlySet<string> Flags { get; } =
        ((Field("flags") ?? Field("Features"))?.Split(' ') ?? []).ToHashSet(StringComparer.Ordinal);

    private static string? Field(string name)
    {
        var line = File.Exists(List) ? File.ReadLines(List).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
