namespace ServerlessML.Contracts.Rollout;

/// <summary>What a rollout does before the new version has any live traffic.</summary>
public enum RolloutPhase
{
    /// <summary>The champion against itself: is what carries the comparison sound?</summary>
    Aa,

    /// <summary>The new version scores along, and answers nobody.</summary>
    Shadow,
}
