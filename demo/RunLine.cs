using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Demo;

/// <summary>A run's figures, taken from its documents.</summary>
public sealed record RunLine
{
    public required string Name { get; init; }
    public required string RunId { get; init; }
    public required long Rows { get; init; }
    public required TimeSpan Validation { get; init; }
    public required TimeSpan Training { get; init; }
    public required TimeSpan Evaluation { get; init; }
    public TimeSpan? Rollout { get; init; }
    public required string StepsPerSecond { get; init; }
    public required double? Auc { get; init; }
    public required string End { get; init; }

    public static RunLine Of(string name, RunManifest manifest, ValidationReport validation, Evidence evidence)
    {
        var trained = Step(manifest, "trained");
        var decided = manifest.Decisions[^1].At;
        return new()
        {
            Name = name,
            RunId = manifest.RunId,
            Rows = validation.Rows,
            Validation = Step(manifest, "accepted").At - manifest.StartedAt,
            Training = trained.At - Step(manifest, "accepted").At,
            Evaluation = Step(manifest, "evaluated-1").At - trained.At,
            Rollout = manifest.Version is null ? null : manifest.EndedAt - decided,
            StepsPerSecond = trained.What.Split(", ")[1].Split(' ')[0],
            Auc = evidence.Evaluation.Candidate.ValueOf(QualityMeasure.Auc),
            End = manifest.State == RunState.Completed ? $"version {manifest.Version}" : manifest.State,
        };
    }

    private static ManifestStep Step(RunManifest manifest, string key) =>
        manifest.Steps.FirstOrDefault(step => step.Key == key)
        ?? throw new DemoFailedException($"The manifest of {manifest.RunId} has no step '{key}'.");
}
