namespace ServerlessML.Contracts.Rollout;

/// <summary>How a business metric's sums are read.</summary>
public enum MetricType
{
    /// <summary>Each unit says yes or no.</summary>
    Proportion,
    Mean,

    /// <summary>Σy / Σx.</summary>
    Ratio,
}
