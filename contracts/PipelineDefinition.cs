namespace ServerlessML.Contracts;

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

    /// <summary>Of the canonical form: comments and layout of the YAML do not count.</summary>
    public Digest Digest() => CanonicalJson.DigestOf(this);
}
