using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>A word to a rollout that is said once: «go on» to each step, «go back» to the whole.</summary>
public sealed record RolloutOrder
{
    public required RolloutCommand Command { get; init; }

    /// <summary>Whether the rollout was told: who finds it untold tells it again.</summary>
    public bool Told { get; init; }
}
