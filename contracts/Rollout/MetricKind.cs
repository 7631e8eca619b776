namespace ServerlessML.Contracts;

/// <summary>How a business metric's sums are read.</summary>
public enum MetricKind
{
    /// <summary>Each unit says yes or no.</summary>
    Proportion,
    Mean,

    /// <summary>Σy / Σx.</summary>
    Ratio,
}
