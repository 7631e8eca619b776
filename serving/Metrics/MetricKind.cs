namespace ServerlessML.Serving;

/// <summary>As Prometheus has them.</summary>
public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
