using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>One version's part of <see cref="DeploymentState"/>. Counts are since the gateway started.</summary>
public sealed record VersionState
{
    public required int Version { get; init; }

    /// <summary>Null when the applied plan does not name the version any more.</summary>
    public Digest? Model { get; init; }

    /// <summary>The weight out of 10,000 in the applied plan.</summary>
    public required int Weight { get; init; }

    /// <summary>Answered with predictions.</summary>
    public required long Requests { get; init; }
    public required long Rows { get; init; }

    /// <summary>Refused with a 4xx after the version had been chosen.</summary>
    public required long Rejected { get; init; }

    /// <summary>The model failed.</summary>
    public required long Errors { get; init; }

    /// <summary>Answered because the request named the version; not in the other counts.</summary>
    public long Overridden { get; init; }

    /// <summary>Milliseconds from the body's arrival to the finished response, without the network.</summary>
    public double? P50Ms { get; init; }
    public double? P99Ms { get; init; }

    public static VersionState Of(ArmCounts live, ArmCounts? overridden, AppliedArm? arm, int weight) =>
        new()
        {
            Version = live.Version,
            Model = arm?.Model.Digest,
            Weight = weight,
            Requests = live.Requests,
            Rows = live.Rows,
            Rejected = live.Rejected,
            Errors = live.Errors,
            Overridden = overridden?.Requests ?? 0,
            P50Ms = LatencyBuckets.QuantileMs(live.Latency, 0.50),
            P99Ms = LatencyBuckets.QuantileMs(live.Latency, 0.99),
        };
}
