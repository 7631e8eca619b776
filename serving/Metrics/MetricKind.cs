namespace ServerlessML.Serving.Metrics;

/// <summary>As Prometheus has them.</summary>
public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
