namespace ServerlessML.Contracts;

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
}
