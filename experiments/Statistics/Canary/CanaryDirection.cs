namespace ServerlessML.Experiments.Statistics.Canary;

/// <summary>Which way a metric must not go.</summary>
public enum CanaryDirection
{
    Increase,
    Decrease,
    Either,
}
