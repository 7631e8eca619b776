namespace ServerlessML.Workflows.Rollout;

/// <summary>Whether the deployment's place for a challenger was free.</summary>
public enum ClaimOutcome
{
    Claimed,

    /// <summary>Another version is being rolled out; try later.</summary>
    Busy,

    /// <summary>The evidence compares with a version that is no longer the champion.</summary>
    ChampionChanged,
}
