namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>What a canary metric did against the control.</summary>
public enum CanaryFinding
{
    Pass,
    High,
    Low,

    /// <summary>Too few values to tell anything.</summary>
    NoData,
}
