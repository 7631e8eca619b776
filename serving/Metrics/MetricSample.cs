namespace ServerlessML.Serving.Metrics;

/// <summary>One number of a family.</summary>
/// <param name="Value">The number.</param>
/// <param name="Labels">By name; an empty value is as none.</param>
public sealed record MetricSample(double Value, params (string Name, string Value)[] Labels)
{
    /// <summary>The ending that a histogram's sample adds to the metric's name.</summary>
    public string Suffix { get; init; } = "";
}
