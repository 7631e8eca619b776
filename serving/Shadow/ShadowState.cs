using ServerlessML.Contracts;

namespace ServerlessML.Serving.Shadow;

/// <summary>One shadow's part of <see cref="DeploymentState"/>. Counts are since the gateway started.</summary>
public sealed record ShadowState
{
    public required int Version { get; init; }
    public required Digest Model { get; init; }

    /// <summary>The share of requests that it scores, 0 to 1.</summary>
    public required double Share { get; init; }
    public required long Requests { get; init; }
    public required long Rows { get; init; }

    /// <summary>The shadow failed.</summary>
    public required long Errors { get; init; }

    /// <summary>The queue was full.</summary>
    public required long Dropped { get; init; }

    /// <summary>Shadow against answer; null before the first row.</summary>
    public double? MeanAbsoluteDifference { get; init; }
    public double? MaxAbsoluteDifference { get; init; }

    /// <summary>Share of rows that both put on the same side of 0.5.</summary>
    public double? Agreement { get; init; }
    public double? P99Ms { get; init; }

    public static ShadowState Of(AppliedShadow shadow, ArmCounts counts) =>
        new()
        {
            Version = shadow.Version,
            Model = shadow.Model.Digest,
            Share = shadow.Share,
            Requests = counts.Requests,
            Rows = counts.Rows,
            Errors = counts.Errors,
            Dropped = counts.Dropped,
            MeanAbsoluteDifference = counts.Differences?.MeanAbsolute,
            MaxAbsoluteDifference = counts.Differences?.Rows > 0 ? counts.Differences.MaxAbsolute : null,
            Agreement = counts.Differences?.Agreement,
            P99Ms = LatencyBuckets.QuantileMs(counts.Latency, 0.99),
        };
}
