using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>What the orchestration needs to know of its run.</summary>
public sealed record OpenedRun
{
    public required PipelineDefinition Definition { get; init; }
    public required IReadOnlyList<DataFile> Files { get; init; }
}
