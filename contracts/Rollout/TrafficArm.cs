using System.Text.Json.Serialization;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Contracts.Rollout;

/// <summary>One version's share of a deployment's traffic.</summary>
public sealed record TrafficArm
{
    public required int Version { get; init; }
    public required Digest Model { get; init; }

    /// <summary>The arm's share in hundredths of a percent: the weights of a plan add up to 10,000.</summary>
    public required int Weight { get; init; }

    /// <summary>
    /// Which buckets of routing keys it has, as many as its weight; null takes them in the order of the arms
    /// (<see cref="BucketAllocator"/>).
    /// </summary>
    public IReadOnlyList<BucketRange>? Buckets { get; init; }

    /// <summary>
    /// True for the A/A control arm of a version that has two, which is counted apart (<see cref="Lane.AaControl"/>); otherwise null.
    /// </summary>
    [JsonPropertyName("twin")]
    public bool? AaControl { get; init; }

    /// <summary>The training data's <see cref="DatasetProfile"/>, whose bins live traffic is counted in.</summary>
    public Digest? Profile { get; init; }

    /// <summary>What it answers; null for the probability of one of two values.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>What it takes from requests; null requires nothing.</summary>
    public IReadOnlyList<ServedColumn>? Columns { get; init; }

    /// <summary>
    /// The probability from which on it calls a row positive, where the pipeline gave or sought one; null leaves that to clients.
    /// </summary>
    public double? Threshold { get; init; }
}

/// <summary>Buckets of routing keys, from the first up to but not with the end.</summary>
public sealed record BucketRange
{
    public required int From { get; init; }
    public required int To { get; init; }
}
