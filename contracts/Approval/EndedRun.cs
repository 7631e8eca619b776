using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Approval;

/// <summary>
/// What a run leaves that ended before there was anything to sign: where, why, and what was made until then. Derived from its manifest.
/// </summary>
public sealed record EndedRun
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required string State { get; init; }

    /// <summary>Where it ended.</summary>
    public required Stage Stage { get; init; }
    public required string Outcome { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public required string StartedBy { get; init; }
    public required Digest Definition { get; init; }
    public required Digest Dataset { get; init; }
    public Digest? Validation { get; init; }
    public BatchOverride? Override { get; init; }
    public Digest? Environment { get; init; }
    public Digest? Search { get; init; }

    /// <summary>A model that nothing was measured of; null where none was trained.</summary>
    public Digest? Model { get; init; }
    public required string CodeVersion { get; init; }
    public IReadOnlyList<ManifestStep> Steps { get; init; } = [];

    /// <summary>Null for a run that has not ended.</summary>
    public static EndedRun? Of(RunManifest run) =>
        run.EndedAt is not { } ended
            ? null
            : new()
            {
                RunId = run.RunId,
                Pipeline = run.Pipeline,
                State = run.State,
                Stage = run.Steps is [.., var last] ? last.Stage : Stage.Intake,
                Outcome = run.Outcome ?? run.State,
                StartedAt = run.StartedAt,
                EndedAt = ended,
                StartedBy = run.StartedBy,
                Definition = run.Definition,
                Dataset = run.Dataset,
                Validation = run.Validation,
                Override = run.Override,
                Environment = run.Environment,
                Search = run.Search,
                Model = run.Model,
                CodeVersion = run.CodeVersion,
                Steps = run.Steps,
            };
}
