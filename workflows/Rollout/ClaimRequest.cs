using System.Text.Json.Serialization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Take the deployment's one place for a challenger, for a version that is registered.</summary>
public sealed record ClaimRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }

    /// <summary>Null in what was recorded before December 2026: the claim then registers the model itself, until June 2027.</summary>
    public int? Version { get; init; }

    /// <summary>The champion that the evidence compares with; the claim fails when it is no longer the champion.</summary>
    public int? Champion { get; init; }

    // The rest says what to register, where that is not done yet: until June 2027.
    public Digest? Model { get; init; }
    public Digest? Evidence { get; init; }
    public Digest? Dataset { get; init; }
    public Digest? Profile { get; init; }

    /// <summary>What the candidate was compared by, and its value.</summary>
    public string Measure
    {
        get;
        init => field = value ?? field;
    } = QualityMeasure.Auc;
    public double? Value
    {
        get => field ?? Auc;
        init;
    }
    public ModelAnswers? Answers { get; init; }

    /// <summary>Where the candidate was judged to call rows positive; null for one half.</summary>
    public DecisionThreshold? Threshold { get; init; }

    /// <param name="approved">The model.</param>
    /// <param name="champion">What its evidence compares with.</param>
    /// <param name="version">Its number; null where the claim is to register it.</param>
    public static ClaimRequest Of(RegisterRequest approved, int? champion, int? version) =>
        version is not null
            ? new()
            {
                RunId = approved.RunId,
                Pipeline = approved.Pipeline,
                Champion = champion,
                Version = version,
            }
            : new()
            {
                RunId = approved.RunId,
                Pipeline = approved.Pipeline,
                Champion = champion,
                Model = approved.Model,
                Evidence = approved.Evidence,
                Dataset = approved.Dataset,
                Profile = approved.Profile,
                Measure = approved.Measure,
                Value = approved.Value,
                Answers = approved.Answers,
                Threshold = approved.Threshold,
            };

    /// <exception cref="PermanentFailureException">It says neither a version nor what to register.</exception>
    public RegisterRequest Unregistered() =>
        this is { Model: { } model, Evidence: { } evidence, Dataset: { } dataset, Profile: { } profile }
            ? new()
            {
                RunId = RunId,
                Pipeline = Pipeline,
                Model = model,
                Evidence = evidence,
                Dataset = dataset,
                Profile = profile,
                Measure = Measure,
                Value = Value,
                Threshold = Threshold,
                Answers = Answers,
            }
            : throw new PermanentFailureException($"The claim of run {RunId} names no version.");

    // In histories from before measures were one set; written no more.
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    private double? Auc { get; init; }
}
