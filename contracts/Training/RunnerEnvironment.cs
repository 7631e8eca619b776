namespace ServerlessML.Contracts.Training;

/// <summary>The runner's <c>environment.json</c>: what could make the same job give another model.</summary>
public sealed record RunnerEnvironment
{
    public required string Runner { get; init; }
    public required string Runtime { get; init; }
    public required string OnnxRuntime { get; init; }

    /// <summary>Name and version of the library that a recipe trained with, where that is not ONNX Runtime.</summary>
    public string? Library { get; init; }
    public required string ExecutionProvider { get; init; }
    public required string OperatingSystem { get; init; }
    public required string Architecture { get; init; }
    public required string Processor { get; init; }
    public required int Threads { get; init; }
    public string? ImageDigest { get; init; }

    /// <summary>Names and versions of what a recipe of another language trained with.</summary>
    public IReadOnlyDictionary<string, string>? Libraries { get; init; }

    /// <summary>What the processor can do, where it bears on arithmetic: avx2, fma, avx512f…</summary>
    public IReadOnlyList<string>? ProcessorFlags { get; init; }
    public string? Gpu { get; init; }
    public string? GpuDriver { get; init; }

    /// <summary>How the recipe was kept apart: process or container, and whether it had the network.</summary>
    public string? Isolation { get; init; }
}
