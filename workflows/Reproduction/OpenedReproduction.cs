using ServerlessML.Workflows.Training;

namespace ServerlessML.Workflows.Reproduction;

/// <summary>What the original manifest says about how its model was made.</summary>
public sealed record OpenedReproduction
{
    public required TrainRequest Training { get; init; }
    public required Digest OriginalModel { get; init; }
}
