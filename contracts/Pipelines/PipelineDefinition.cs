using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Training;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Pipelines;

/// <summary>A pipeline, as <c>pipeline.yaml</c> states it (docs/reference/pipeline.md).</summary>
public sealed record PipelineDefinition
{
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public LandingRules Landing { get; init; } = new();
    public required DataContract Data { get; init; }
    public ValidationRules Validation { get; init; } = new();
    public TrainingSettings Training { get; init; } = new();
    public EvaluationSettings Evaluation { get; init; } = new();
    public ApprovalPolicy Approval { get; init; } = new();
    public RolloutPolicy Rollout { get; init; } = new();
    public ServingSettings Serving { get; init; } = new();

    /// <summary>Computes the digest of the canonical form: comments and layout of the YAML do not count.</summary>
    public Digest Digest() => CanonicalJson.DigestOf(this);
}

/// <summary>When a batch counts as complete.</summary>
public sealed record LandingRules
{
    /// <summary>Null: when <c>_SUCCESS</c> lands. Otherwise when no file of the batch has changed for this long.</summary>
    public TimeSpan? CompleteAfterQuiet { get; init; }
}

/// <summary>What the gateway does besides answering.</summary>
public sealed record ServingSettings
{
    /// <summary>Share of requests whose inputs and outputs are kept, 0 to 1.</summary>
    public double Capture { get; init; } = 0.01;
}
