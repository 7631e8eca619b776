namespace ServerlessML.Experiments.Statistics.Canary;

public enum CanaryOutcome
{
    Pass,
    Marginal,
    Fail,

    /// <summary>No metric, or no critical one, has data.</summary>
    Inconclusive,
}
