using System.Globalization;
using System.Text;

namespace ServerlessML.Serving.Metrics;

/// <summary>The Prometheus text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families, MetricsMoment moment, string prefix)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            var name = prefix + family.Name;
            text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(family.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(family.Kind)).Append('\n');
            foreach (var sample in family.Read(moment))
            {
                text.Append(name).Append(sample.Suffix);
                WriteLabels(text, sample.Labels);
                text.Append(' ').Append(Number(sample.Value)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void WriteLabels(StringBuilder text, (string Name, string Value)[] labels)
    {
        if (labels.Length == 0)
        {
            return;
        }

        text.Append('{');
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(i > 0 ? "," : "").Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value, quotes: true)).Append('"');
        }

        text.Append('}');
    }

    private static string TypeOf(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value)
            ? value > 0 ? "+Inf"
                : "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
