namespace ServerlessML.Serving.Metrics;

/// <summary>The kinds of metrics that Prometheus has.</summary>
public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
