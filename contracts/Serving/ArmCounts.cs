using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Contracts.Serving;

/// <summary>What one version did in one lane: whole numbers that add up over processes and restarts, in any order.</summary>
public sealed record ArmCounts
{
    public const int PredictionBins = 20;

    public required int Version { get; init; }
    public required Digest Model { get; init; }
    public required Lane Lane { get; init; }

    /// <summary>Answered with predictions.</summary>
    public long Requests { get; init; }
    public long Rows { get; init; }

    /// <summary>Refused with a 4xx after the version had been chosen.</summary>
    public long Rejected { get; init; }

    /// <summary>The model failed.</summary>
    public long Errors { get; init; }

    /// <summary>Both, by the code of the problem.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The summed latency of the answered requests, from the body's arrival to the finished response.</summary>
    public long LatencyNanoseconds { get; init; }

    /// <summary>The answered ones by <see cref="LatencyBuckets"/>.</summary>
    public IReadOnlyList<long> Latency { get; init; } = [];

    /// <summary>Rows by prediction, in the bins of <see cref="PredictionEdges"/>.</summary>
    public IReadOnlyList<long> Predictions { get; init; } = [];

    /// <summary>
    /// Inclusive upper edges of all bins but the last: of classes the likeliest one's place in the label's order, of numbers those of
    /// <see cref="ModelAnswers.Edges"/>. Null for probabilities: <see cref="PredictionBins"/> equal widths, lower ends inclusive, 1 in the
    /// last.
    /// </summary>
    public IReadOnlyList<double>? PredictionEdges { get; init; }

    /// <summary>Rows by column, in the bins of the training profile; sums, least and greatest are not kept.</summary>
    public IReadOnlyList<ColumnProfile> Features { get; init; } = [];

    /// <summary>Requests of a shadow's share that it never saw, since its queue was full; 0 for the other lanes.</summary>
    public long Dropped { get; init; }

    /// <summary>A shadow's differences from the answers given; null for the other lanes.</summary>
    public ShadowDifferences? Differences { get; init; }
}
