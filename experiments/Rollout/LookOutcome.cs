namespace ServerlessML.Experiments.Rollout;

/// <summary>What a look at the traffic says.</summary>
public enum LookOutcome
{
    Success,
    Failure,

    /// <summary>Too little was seen: hold.</summary>
    Inconclusive,
}
