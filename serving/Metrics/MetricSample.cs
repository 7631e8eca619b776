namespace ServerlessML.Serving.Metrics;

/// <summary>One number of a family.</summary>
/// <param name="Value">The number.</param>
/// <param name="Labels">By name; an empty value is as none.</param>
public sealed record MetricSample(double Value, params (string Name, string Value)[] Labels)
{
    /// <summary>Of a histogram: what the name ends in.</summary>
    public string Suffix { get; init; } = "";
}
