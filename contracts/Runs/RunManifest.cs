using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Training;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Runs;

/// <summary>
/// The truth about a run: what is needed to make its model again, what came of it, and who decided. Its digest is that of its canonical
/// JSON.
/// </summary>
public sealed record RunManifest
{
    /// <summary>The version of this record's shape; a change is additive or comes with an upgrade step.</summary>
    public int SchemaVersion { get; init; } = 1;
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string Batch { get; init; }

    /// <summary>running, completed, rejected, failed or cancelled; <see cref="Outcome"/> says why.</summary>
    public string State { get; init; } = RunState.Running;
    public string? Outcome { get; init; }
    public required string StartedBy { get; init; }

    /// <summary>The person's object id in Entra ID; null where there is none, and in documents from before there was.</summary>
    public string? StartedById { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required string CodeVersion { get; init; }

    /// <summary>The canonical <see cref="PipelineDefinition"/> in the content-addressed store.</summary>
    public required Digest Definition { get; init; }

    /// <summary>The <see cref="DatasetManifest"/> in the content-addressed store.</summary>
    public required Digest Dataset { get; init; }

    /// <summary>The dataset that is trained on where the pipeline has a training window; fixed when the run opened.</summary>
    public Digest? Window { get; init; }

    /// <summary>The <see cref="Evaluation.Split"/> in the content-addressed store; null in runs from before there was one.</summary>
    public Digest? Split { get; init; }
    public string? Recipe { get; init; }
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
    public int? Seed { get; init; }
    public int? Threads { get; init; }
    public Digest? Environment { get; init; }
    public Digest? Model { get; init; }
    public Digest? Metrics { get; init; }

    /// <summary>Set when the model was not trained for this run.</summary>
    public TrainedBefore? Cached { get; init; }

    /// <summary>
    /// The <see cref="SearchReport"/> in the content-addressed store, of a run that searched; <see cref="Recipe"/> and
    /// <see cref="Parameters"/> are then the winner's.
    /// </summary>
    public Digest? Search { get; init; }
    public Digest? Profile { get; init; }
    public Digest? Validation { get; init; }

    /// <summary>Until when the run waits, or waited, for an override of its batch; null where it does not.</summary>
    public DateTimeOffset? OverridableUntil { get; init; }

    /// <summary>Set when the batch broke rules and a person accepted it.</summary>
    public BatchOverride? Override { get; init; }
    public Digest? Evidence { get; init; }
    public int? Version { get; init; }

    /// <summary>Set when this run makes another one's model again.</summary>
    public string? ReproductionOf { get; init; }

    /// <summary>Whether the reproduction's model has the digest of the original.</summary>
    public bool? Identical { get; init; }

    /// <summary>What recipe <c>auto</c> tried; null of the other recipes.</summary>
    public IReadOnlyList<TriedRecipe>? Tried { get; init; }

    /// <summary>What makes the evaluation's figures doubtful, as sentences; null for nothing.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
    public IReadOnlyList<ApprovalDecision> Decisions { get; init; } = [];
    public IReadOnlyList<ManifestStep> Steps { get; init; } = [];
}

/// <summary>One thing that happened in a run. The key makes recording it twice the same as recording it once.</summary>
public sealed record ManifestStep
{
    public required string Key { get; init; }
    public required Stage Stage { get; init; }
    public required string What { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Where a model came from that was not trained for the run that has it, but for the same inputs before.</summary>
public sealed record TrainedBefore
{
    /// <summary>The digest of the inputs: dataset, contract, recipe, parameters, seed, threads, code.</summary>
    public required Digest Key { get; init; }
    public required string RunId { get; init; }
    public required string JobId { get; init; }
    public required DateTimeOffset At { get; init; }
}
