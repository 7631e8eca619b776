using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Workflows.Intake;

/// <summary>What the orchestration needs to know of its run.</summary>
public sealed record OpenedRun
{
    public required PipelineDefinition Definition { get; init; }
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>The dataset of the pipeline's training window; null where the run is trained on its own batch.</summary>
    public Digest? Window { get; init; }

    /// <summary>
    /// A training of the same inputs is shared with other runs. False in what was recorded before there was such a thing.
    /// </summary>
    public bool SharesTraining { get; init; }

    /// <summary>
    /// The run waits for its deployment's place in an orchestration of its own. False in what was recorded before there was such a thing.
    /// </summary>
    public bool QueuesApart { get; init; }

    /// <summary>
    /// A release registers its version in a step of its own before it claims the deployment's place, and every ramp from a champion is a
    /// <see cref="ModelRollout"/>. False in what was recorded before December 2026; what that needs goes in June 2027.
    /// </summary>
    public bool ReleasesApart { get; init; }

    /// <summary>
    /// A candidate that the gate rejects leaves evidence, as any other does. False in what was recorded before December 2026; what that
    /// needs goes in June 2027.
    /// </summary>
    public bool KeepsRejected { get; init; }

    /// <summary>
    /// Where nobody knows who started the run, whoever may have done so cannot approve it. False in what was recorded before December 2026.
    /// </summary>
    public bool BarsUnknownStarters { get; init; }

    /// <summary>
    /// Signatures are counted by object id, so that two names of one person are one. False in what was recorded before December 2026; what
    /// that needs goes in June 2027.
    /// </summary>
    public bool CountsByObjectId { get; init; }

    /// <summary>
    /// A rollout is settled by its run whatever ended it, and people are told how it ends and when it waits. False in what was recorded
    /// before December 2026; what that needs goes in June 2027.
    /// </summary>
    public bool TellsOfRollouts { get; init; }
}
