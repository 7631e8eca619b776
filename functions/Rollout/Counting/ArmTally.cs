using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>What one version did in one lane.</summary>
public sealed record ArmTally(int Version, Lane Lane, ArmStatistics Statistics)
{
    /// <summary>A shadow's from the answers given; null for the other lanes.</summary>
    public ShadowDifferences? Differences { get; init; }

    /// <summary>Requests of a shadow's share that it never saw.</summary>
    public long Dropped { get; init; }
}
